-- Grain: one row per inbound contact (no leg, no mystery visit). The chain of contacts
-- on one issue it stands in, before chains too long for one need are cut.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

-- What customers did of their own accord.
contacts as (
    select
        contact_id,
        owner_id,
        issue,
        ticket_id,
        entered_at,
        is_resolved_recorded
    from {{ ref('core__contacts') }}
    where
        direction = 'inbound'
        and not is_transfer_leg
        and not is_mystery
        and {{ only_touched('owner_id') }}
),

-- How far a contact reaches: its window, or the last contact on the same ticket.
contacts_reached as (
    select
        *,
        greatest(
            {{ add_days('entered_at', window('repeat_contact')) }},
            case
                when ticket_id is not null
                    then max(entered_at) over (
                        partition by owner_id, issue, ticket_id
                    )
                else entered_at
            end
        ) as reaches_until
    from contacts
),

contacts_beside_neighbours as (
    select
        *,
        max(reaches_until) over (
            partition by owner_id, issue
            order by entered_at, contact_id
            rows between unbounded preceding and 1 preceding
        ) as reached_until,
        lag(entered_at) over issue_in_order as previous_at,
        lag(is_resolved_recorded) over issue_in_order as is_previous_resolved,
        lead(entered_at) over issue_in_order as next_contact_at
    from contacts_reached
    window issue_in_order as (
        partition by owner_id, issue order by entered_at, contact_id
    )
),

-- A chain opens beyond every reach, or after a recorded resolution that kept quiet.
chains_opened as (
    select
        *,
        case
            when reached_until is null or entered_at > reached_until then 1
            when
                is_previous_resolved
                and entered_at
                > {{ add_days('previous_at', window('quiet')) }}
                then 1
            else 0
        end as opens_chain
    from contacts_beside_neighbours
),

chains_numbered as (
    select
        *,
        sum(opens_chain) over (
            partition by owner_id, issue
            order by entered_at, contact_id
            rows between unbounded preceding and current row
        ) as chain_number
    from chains_opened
),

contacts_chained as (
    select
        contact_id,
        owner_id,
        entered_at,
        next_contact_at,
        first_value(contact_id) over chain_in_order as chain_id,
        min(entered_at) over chain_in_order as chain_opened_at,
        row_number() over chain_in_order as chain_position
    from chains_numbered
    window chain_in_order as (
        partition by owner_id, issue, chain_number order by entered_at, contact_id
    )
)

select * from contacts_chained
