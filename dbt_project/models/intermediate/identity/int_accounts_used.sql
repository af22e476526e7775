-- Grain: one row per account that facts name and no customer system keeps a record of.
-- It belongs to the customer who holds it over all of its use; else it is a customer
-- itself.
{{ config(materialized='table') }}
with

accounts as (
    select
        identifier_key as party_id,
        min(source_system) as source_system,
        min(happened_at) as first_used_at,
        max(happened_at) as last_used_at
    from {{ ref('int_facts_referenced') }}
    where identifier_kind = 'account' and identifier_key is not null
    group by identifier_key
),

accounts_unrecorded as (
    select accounts.*
    from accounts
    left join {{ ref('int_parties_recorded') }} as parties
        on accounts.party_id = parties.party_id
    where parties.party_id is null
),

accounts_used as (
    select
        accounts_unrecorded.party_id,
        accounts_unrecorded.source_system,
        coalesce(
            holders.customer_id,
            {{ hash_text("'customer|' || accounts_unrecorded.party_id") }}
        ) as customer_id,
        holders.customer_id is null as is_founder
    from accounts_unrecorded
    left join {{ ref('int_identifiers_resolved') }} as holders
        on
            accounts_unrecorded.party_id = holders.identifier_key
            and accounts_unrecorded.first_used_at >= holders.valid_from
            and accounts_unrecorded.last_used_at < holders.valid_to
)

select * from accounts_used
