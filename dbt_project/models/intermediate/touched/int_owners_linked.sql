-- Grain: one row per pair of owners of whom one's contact, ticket or order is named by
-- a fact of the other, or who share a call, now or at the last build: what changes for
-- one may change what is said of the other.
{{ config(materialized='table') }}
{%- set contacts_built = built_relation('build_core', 'contacts') %}
{%- set tickets_built = built_relation('build_core', 'tickets') %}
{%- set orders_built = built_relation('build_core', 'orders') %}
{%- set answers_built = built_relation('build_core', 'survey_answers') %}
with

facts_now as (
    select
        fact,
        fact_id,
        owner_id,
        contact_id,
        ticket_id,
        order_id,
        initial_contact_id
    from {{ ref('int_facts_owned') }}
),

{%- set has_all = contacts_built and tickets_built and orders_built and answers_built %}
{%- if is_incremental_build() and has_all %}

facts_before as (
    select
        'contacts' as fact,
        contact_id as fact_id,
        owner_id,
        contact_id,
        ticket_id,
        order_id,
        initial_contact_id
    from {{ contacts_built }}
    where origin = 'contact'
    union all
    select
        'tickets' as fact,
        ticket_id as fact_id,
        owner_id,
        contact_id,
        ticket_id,
        order_id,
        cast(null as text) as initial_contact_id
    from {{ tickets_built }}
    union all
    select
        'orders' as fact,
        order_id as fact_id,
        owner_id,
        cast(null as text) as contact_id,
        cast(null as text) as ticket_id,
        cast(null as text) as order_id,
        cast(null as text) as initial_contact_id
    from {{ orders_built }}
    union all
    select distinct
        'responses' as fact,
        response_id as fact_id,
        owner_id,
        contact_id,
        ticket_id,
        order_id,
        cast(null as text) as initial_contact_id
    from {{ answers_built }}
),
{%- else %}

facts_before as (
    select * from facts_now
    where false
),
{%- endif %}

pairs as (
    {{ owners_linked('facts_now') }}
    union
    {{ owners_linked('facts_before') }}
),

owners_linked as (
    select
        owner_id,
        other_owner_id
    from pairs
    union
    select
        other_owner_id as owner_id,
        owner_id as other_owner_id
    from pairs
)

select * from owners_linked
