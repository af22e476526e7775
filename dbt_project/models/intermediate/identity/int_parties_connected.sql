-- Grain: one row per customer record; which records are one customer, and who founded
-- it.
{{ config(materialized='table') }}
with recursive

parties as (
    select * from {{ ref('int_parties_recorded') }}
),

identifiers as (
    select * from {{ ref('int_identifiers_registered') }}
    where not is_shared and holder_count > 1
),

-- Two records are joined by an identifier that both held at one time, or by a merge.
pairs as (
    select
        ours.party_id,
        theirs.party_id as other_party_id
    from identifiers as ours
    inner join identifiers as theirs
        on
            ours.identifier_key = theirs.identifier_key
            and ours.party_id <> theirs.party_id
            and ours.valid_from < theirs.valid_to
            and ours.valid_to > theirs.valid_from
    union
    select
        customers.party_id,
        customers.merged_into_party_id as other_party_id
    from {{ ref('stg_crm__customers') }} as customers
    inner join parties as absorbing
        on customers.merged_into_party_id = absorbing.party_id
),

pairs_both_ways as (
    select
        party_id,
        other_party_id
    from pairs
    union
    select
        other_party_id as party_id,
        party_id as other_party_id
    from pairs
),

reached as (
    select
        party_id,
        other_party_id
    from pairs_both_ways
    union
    select
        reached.party_id,
        pairs_both_ways.other_party_id
    from reached
    inner join pairs_both_ways
        on reached.other_party_id = pairs_both_ways.party_id
),

members as (
    select
        party_id,
        other_party_id as member_id
    from reached
    union
    select
        party_id,
        party_id as member_id
    from parties
),

-- The founder is the record with the shortest number, then the lowest key: it does not
-- depend on the order in which records arrived.
members_ranked as (
    select
        members.party_id,
        members.member_id,
        row_number() over (
            partition by members.party_id
            order by parties.record_length, parties.party_id
        ) as member_rank
    from members
    inner join parties on members.member_id = parties.party_id
),

parties_connected as (
    select
        parties.party_id,
        parties.source_system,
        members_ranked.member_id as founder_id,
        {{ hash_text("'customer|' || members_ranked.member_id") }} as customer_id
    from parties
    inner join members_ranked
        on
            parties.party_id = members_ranked.party_id
            and members_ranked.member_rank = 1
)

select * from parties_connected
