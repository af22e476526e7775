-- Grain: one row per fact that names another one, with the fact it names; a name that
-- fits no fact, or several, names none.
{{ config(materialized='table') }}
with

facts as (
    select * from {{ ref('int_facts_referenced') }}
),

names as (
    select
        fact,
        fact_id,
        'contacts' as named_fact,
        delivered_contact_id as name
    from facts
    where delivered_contact_id is not null
    union all
    select
        fact,
        fact_id,
        'tickets' as named_fact,
        delivered_ticket_id as name
    from facts
    where delivered_ticket_id is not null
    union all
    select
        fact,
        fact_id,
        'orders' as named_fact,
        delivered_order_id as name
    from facts
    where delivered_order_id is not null
),

names_wanted as (
    select distinct
        named_fact,
        name
    from names
),

names_found as (
    select
        names_wanted.named_fact,
        names_wanted.name,
        min(facts.fact_id) as named_id
    from names_wanted
    inner join facts
        on
            names_wanted.named_fact = facts.fact
            and names_wanted.name = facts.delivered_id
    group by names_wanted.named_fact, names_wanted.name
    having count(*) = 1
),

facts_linked as (
    select
        names.fact,
        names.fact_id,
        max(case when names.named_fact = 'contacts' then names_found.named_id end)
            as contact_id,
        max(case when names.named_fact = 'tickets' then names_found.named_id end)
            as ticket_id,
        max(case when names.named_fact = 'orders' then names_found.named_id end)
            as order_id
    from names
    inner join names_found
        on
            names.named_fact = names_found.named_fact
            and names.name = names_found.name
    group by names.fact, names.fact_id
)

select * from facts_linked
