-- Grain: one row per contact with its owner: the customer, else the ticket it is about,
-- else the call it is a leg of.
{{ config(materialized='table') }}
with

contacts_known as (
    select
        contacts.contact_id,
        contacts.initial_contact_id,
        contacts.entered_at,
        contacts.ticket_id,
        contacts.order_id,
        coalesce(contacts.customer_id, tickets.customer_id, orders.customer_id)
            as customer_id,
        contacts._load_id
    from {{ ref('int_contacts_identified') }} as contacts
    left join {{ ref('int_tickets_owned') }} as tickets
        on contacts.ticket_id = tickets.ticket_id
    left join {{ ref('int_facts_identified') }} as orders
        on contacts.order_id = orders.fact_id and orders.fact = 'orders'
),

contacts_owned as (
    select
        contact_id,
        initial_contact_id,
        entered_at,
        ticket_id,
        order_id,
        customer_id,
        coalesce(
            customer_id, 'tickets:' || ticket_id, 'contacts:' || initial_contact_id
        ) as owner_id,
        _load_id
    from contacts_known
)

select * from contacts_owned
