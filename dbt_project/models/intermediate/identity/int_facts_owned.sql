-- Grain: one row per fact with its owner now: the customer, or a key of its own where
-- nobody is known.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts_owned') }}
),

tickets as (
    select * from {{ ref('int_tickets_owned') }}
),

facts_identified as (
    select * from {{ ref('int_facts_identified') }}
    where fact in ('orders', 'responses')
),

orders_owned as (
    select
        'orders' as fact,
        fact_id,
        happened_at,
        customer_id,
        coalesce(customer_id, 'orders:' || fact_id) as owner_id,
        cast(null as text) as contact_id,
        cast(null as text) as ticket_id,
        cast(null as text) as order_id,
        cast(null as text) as initial_contact_id,
        _load_id
    from facts_identified
    where fact = 'orders'
),

responses_owned as (
    select
        'responses' as fact,
        responses.fact_id,
        responses.happened_at,
        coalesce(
            responses.customer_id,
            contacts.customer_id,
            tickets.customer_id,
            orders_owned.customer_id
        ) as customer_id,
        coalesce(
            responses.customer_id,
            contacts.customer_id,
            tickets.customer_id,
            orders_owned.customer_id,
            contacts.owner_id,
            tickets.owner_id,
            'responses:' || responses.fact_id
        ) as owner_id,
        linked.contact_id,
        linked.ticket_id,
        linked.order_id,
        cast(null as text) as initial_contact_id,
        responses._load_id
    from facts_identified as responses
    left join {{ ref('int_facts_linked') }} as linked
        on responses.fact_id = linked.fact_id and linked.fact = 'responses'
    left join contacts on linked.contact_id = contacts.contact_id
    left join tickets on linked.ticket_id = tickets.ticket_id
    left join orders_owned on linked.order_id = orders_owned.fact_id
    where responses.fact = 'responses'
),

facts_owned as (
    select
        'contacts' as fact,
        contact_id as fact_id,
        entered_at as happened_at,
        customer_id,
        owner_id,
        contact_id,
        ticket_id,
        order_id,
        initial_contact_id,
        _load_id
    from contacts
    union all
    select
        'tickets' as fact,
        tickets.ticket_id as fact_id,
        opened.happened_at,
        tickets.customer_id,
        tickets.owner_id,
        tickets.contact_id,
        tickets.ticket_id,
        tickets.order_id,
        cast(null as text) as initial_contact_id,
        tickets._load_id
    from tickets
    inner join {{ ref('int_facts_referenced') }} as opened
        on tickets.ticket_id = opened.fact_id and opened.fact = 'tickets'
    union all
    select * from orders_owned
    union all
    select * from responses_owned
)

select * from facts_owned
