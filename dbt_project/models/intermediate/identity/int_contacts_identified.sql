-- Grain: one row per contact with its customer as far as it or the call's first leg
-- says.
with

contacts as (
    select * from {{ ref('int_facts_identified') }}
    where fact = 'contacts'
),

first_legs as (
    select
        fact_id,
        customer_id
    from contacts
    where initial_contact_id = fact_id
),

-- A ticket that names a contact ties the contact to it as well.
tickets_naming as (
    select
        contact_id,
        min(fact_id) as ticket_id
    from {{ ref('int_facts_linked') }}
    where fact = 'tickets' and contact_id is not null
    group by contact_id
),

contacts_identified as (
    select
        contacts.fact_id as contact_id,
        contacts.happened_at as entered_at,
        contacts.initial_contact_id,
        coalesce(contacts.customer_id, first_legs.customer_id) as customer_id,
        coalesce(linked.ticket_id, tickets_naming.ticket_id) as ticket_id,
        linked.order_id,
        contacts._load_id
    from contacts
    left join first_legs
        on
            contacts.initial_contact_id = first_legs.fact_id
            and contacts.initial_contact_id <> contacts.fact_id
    left join {{ ref('int_facts_linked') }} as linked
        on contacts.fact_id = linked.fact_id and linked.fact = 'contacts'
    left join tickets_naming on contacts.fact_id = tickets_naming.contact_id
)

select * from contacts_identified
