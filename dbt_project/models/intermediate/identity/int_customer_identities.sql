-- Grain: one row per record or account of a customer in one system.
{{ config(materialized='table') }}
with

customer_identities as (
    select
        party_id,
        source_system,
        customer_id,
        party_id = founder_id as is_founder
    from {{ ref('int_parties_connected') }}
    union all
    select
        party_id,
        source_system,
        customer_id,
        is_founder
    from {{ ref('int_accounts_used') }}
)

select * from customer_identities
