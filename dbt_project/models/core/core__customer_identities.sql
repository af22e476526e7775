-- Grain: one row per record or account of a customer in one system. Replaced only after
-- what changed against the last build has been noted:
-- depends_on: {{ ref('touched_customers') }}
with

customer_identities as (
    select
        party_id,
        source_system,
        customer_id,
        is_founder
    from {{ ref('int_customer_identities') }}
)

select * from customer_identities
