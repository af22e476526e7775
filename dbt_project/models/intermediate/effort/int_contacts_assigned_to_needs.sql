-- Grain: one row per inbound contact, and per transfer leg of one. The need it serves.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with recursive

chained as (
    select * from {{ ref('int_contacts_chained') }}
    where {{ only_touched('owner_id') }}
),

legs as (
    select
        contact_id,
        initial_contact_id
    from {{ ref('core__contacts') }}
    where is_transfer_leg and not is_mystery
),

-- Chains that run on after a need would have closed.
long_chains as (
    select chain_id
    from chained
    where
        entered_at
        > {{ add_days('chain_opened_at', window('need_closes')) }}
    group by chain_id
),

long_chained as (
    select chained.*
    from chained
    inner join long_chains on chained.chain_id = long_chains.chain_id
),

-- For each contact the first one after the day on which a need it opened would close.
followers as (
    select
        earlier.chain_id,
        earlier.chain_position,
        min(later.chain_position) as follower_position
    from long_chained as earlier
    inner join long_chained as later
        on
            earlier.chain_id = later.chain_id
            and later.entered_at
            > {{ add_days('earlier.entered_at', window('need_closes')) }}
    group by earlier.chain_id, earlier.chain_position
),

-- Followed from the chain's first contact, each stop opens a need.
openings as (
    select
        chain_id,
        follower_position
    from followers
    where chain_position = 1
    union all
    select
        openings.chain_id,
        followers.follower_position
    from openings
    inner join followers
        on
            openings.chain_id = followers.chain_id
            and openings.follower_position = followers.chain_position
),

contacts_numbered as (
    select
        chained.*,
        count(openings.follower_position) over (
            partition by chained.chain_id
            order by chained.chain_position
            rows between unbounded preceding and current row
        ) as need_number
    from chained
    left join openings
        on
            chained.chain_id = openings.chain_id
            and chained.chain_position = openings.follower_position
),

contacts_assigned as (
    select
        contact_id,
        owner_id,
        first_value(contact_id) over need_in_order as first_contact_id,
        row_number() over need_in_order as contact_number,
        false as is_transfer_leg,
        next_contact_at
    from contacts_numbered
    window need_in_order as (
        partition by chain_id, need_number order by chain_position
    )
),

-- A leg serves the need of the contact it began with.
legs_assigned as (
    select
        legs.contact_id,
        contacts_assigned.owner_id,
        contacts_assigned.first_contact_id,
        contacts_assigned.contact_number,
        true as is_transfer_leg,
        contacts_assigned.next_contact_at
    from legs
    inner join contacts_assigned
        on legs.initial_contact_id = contacts_assigned.contact_id
),

all_assigned as (
    select * from contacts_assigned
    union all
    select * from legs_assigned
),

assigned_to_needs as (
    select
        contact_id,
        owner_id,
        {{ hash_text('first_contact_id') }} as need_id,
        first_contact_id,
        contact_number,
        is_transfer_leg,
        next_contact_at
    from all_assigned
)

select * from assigned_to_needs
