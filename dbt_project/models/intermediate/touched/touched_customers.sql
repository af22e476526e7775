-- Grain: one row per owner whose rows must be rebuilt, kept until a whole build has
-- succeeded.
{{ config(materialized='incremental') }}
{%- set built_contacts = built_relation('build_core', 'contacts') %}
{%- set built_tickets = built_relation('build_core', 'tickets') %}
{%- set built_events = built_relation('build_core', 'ticket_events') %}
{%- set built_answers = built_relation('build_core', 'survey_answers') %}
{%- set built_orders = built_relation('build_core', 'orders') %}
{%- set built_identities = built_relation('build_core', 'customer_identities') %}
{%- set since = var('built_load_id') %}
with recursive

facts as (
    select * from {{ ref('int_facts_owned') }}
),

identities as (
    select * from {{ ref('int_customer_identities') }}
),

events_acted as (
    select * from {{ ref('int_ticket_events_acted') }}
),

-- What was loaded since the last build, and what hangs on it.
facts_loaded as (
    select owner_id from facts
    where _load_id > {{ since }}
    union
    select facts.owner_id
    from {{ ref('stg_tickets__ticket_events') }} as events
    inner join facts on events.ticket_id = facts.fact_id and facts.fact = 'tickets'
    where events._load_id > {{ since }}
    union
    select facts.owner_id
    from {{ ref('stg_surveys__answers') }} as answers
    inner join facts
        on answers.response_id = facts.fact_id and facts.fact = 'responses'
    where answers._load_id > {{ since }}
    union
    select facts.owner_id
    from {{ ref('stg_crm__returns') }} as returned
    inner join facts on returned.order_id = facts.fact_id and facts.fact = 'orders'
    where returned._load_id > {{ since }}
    union
    select identities.customer_id as owner_id
    from {{ ref('stg_crm__customers') }} as customers
    inner join identities on customers.party_id = identities.party_id
    where customers._load_id > {{ since }}
),

owners_touched as (
    select owner_id from facts_loaded
    {%- if built_identities %}
    union
    select before.customer_id as owner_id
    from {{ built_identities }} as before
    left join identities on before.party_id = identities.party_id
    where before.customer_id is distinct from identities.customer_id
    union
    select identities.customer_id as owner_id
    from identities
    left join {{ built_identities }} as before
        on identities.party_id = before.party_id
    where before.customer_id is distinct from identities.customer_id
    {%- endif %}
    {%- if built_events %}
    union
    select before.owner_id
    from {{ built_events }} as before
    inner join events_acted on before.event_id = events_acted.event_id
    where before.actor_role is distinct from events_acted.actor_role
    {%- endif %}
    {%- if built_contacts %}
    union
    {{ owners_moved(
        'contacts', built_contacts, 'contact_id', ['ticket_id', 'order_id'],
        "before.origin = 'contact'"
    ) }}
    {%- endif %}
    {%- if built_tickets %}
    union
    {{ owners_moved(
        'tickets', built_tickets, 'ticket_id', ['contact_id', 'order_id']
    ) }}
    {%- endif %}
    {%- if built_answers %}
    union
    {{ owners_moved(
        'responses', built_answers, 'response_id',
        ['contact_id', 'ticket_id', 'order_id']
    ) }}
    {%- endif %}
    {%- if built_orders %}
    union
    {{ owners_moved('orders', built_orders, 'order_id', []) }}
    {%- endif %}
    {{- owners_ripened() }}
),

-- What is said of one owner may rest on a fact of another that names theirs.
owners_reached as (
    select owner_id from owners_touched
    union
    select linked.other_owner_id as owner_id
    from owners_reached
    inner join {{ ref('int_owners_linked') }} as linked
        on owners_reached.owner_id = linked.owner_id
),

touched_customers as (
    select owner_id
    from owners_reached
    where {{ 'true' if is_incremental() else 'false' }}
)

select * from touched_customers
