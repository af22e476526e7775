-- Grain: one row per ticket with its owner, and the contact it was opened in.
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('int_facts_identified') }}
    where fact = 'tickets'
),

contacts as (
    select * from {{ ref('int_contacts_identified') }}
    where ticket_id is not null
),

-- A contact that names the ticket and came shortly before it was opened, opened it.
contacts_before as (
    select
        tickets.fact_id as ticket_id,
        contacts.contact_id,
        row_number() over (
            partition by tickets.fact_id
            order by contacts.entered_at desc, contacts.contact_id asc
        ) as contact_rank
    from tickets
    inner join contacts
        on
            tickets.fact_id = contacts.ticket_id
            and tickets.happened_at >= contacts.entered_at
            and {{ add_seconds(
                'contacts.entered_at', '3600 * ' ~ window('ticket_opened_in')
            ) }} >= tickets.happened_at
),

tickets_opened as (
    select
        tickets.fact_id as ticket_id,
        tickets.customer_id,
        coalesce(linked.contact_id, contacts_before.contact_id) as contact_id,
        linked.order_id,
        tickets._load_id
    from tickets
    left join {{ ref('int_facts_linked') }} as linked
        on tickets.fact_id = linked.fact_id and linked.fact = 'tickets'
    left join contacts_before
        on
            tickets.fact_id = contacts_before.ticket_id
            and contacts_before.contact_rank = 1
),

tickets_known as (
    select
        tickets_opened.ticket_id,
        tickets_opened.contact_id,
        tickets_opened.order_id,
        coalesce(
            tickets_opened.customer_id, contacts.customer_id, orders.customer_id
        ) as customer_id,
        tickets_opened._load_id
    from tickets_opened
    left join contacts on tickets_opened.contact_id = contacts.contact_id
    left join {{ ref('int_facts_identified') }} as orders
        on tickets_opened.order_id = orders.fact_id and orders.fact = 'orders'
),

tickets_owned as (
    select
        ticket_id,
        contact_id,
        order_id,
        customer_id,
        coalesce(customer_id, 'tickets:' || ticket_id) as owner_id,
        _load_id
    from tickets_known
)

select * from tickets_owned
