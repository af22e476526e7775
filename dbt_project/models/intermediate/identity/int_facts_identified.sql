-- Grain: one row per fact, with the customer whom its own identifier names at that
-- time.
with

facts as (
    select * from {{ ref('int_facts_referenced') }}
),

facts_identified as (
    select
        facts.fact,
        facts.fact_id,
        facts.happened_at,
        facts.initial_contact_id,
        coalesce(resolved.customer_id, accounts.customer_id) as customer_id,
        facts._load_id
    from facts
    left join {{ ref('int_identifiers_resolved') }} as resolved
        on
            facts.identifier_key = resolved.identifier_key
            and facts.happened_at >= resolved.valid_from
            and facts.happened_at < resolved.valid_to
    left join {{ ref('int_customer_identities') }} as accounts
        on
            facts.identifier_key = accounts.party_id
            and facts.identifier_kind = 'account'
)

select * from facts_identified
