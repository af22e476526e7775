-- Grain: one row per contact about a complaint: that in which it was made, and those
-- that name a ticket of it from then on. A contact belongs to one complaint.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts_costed') }}
),

contacts_naming as (
    select
        complaint_id,
        opened_at,
        contact_id
    from {{ ref('int_complaints_clocked') }}
    where contact_id is not null
    union
    select
        complaints.complaint_id,
        complaints.opened_at,
        contacts.contact_id
    from {{ ref('int_complaints_clocked') }} as complaints
    inner join {{ ref('int_complaint_tickets') }} as tickets
        on complaints.complaint_id = tickets.complaint_id
    inner join contacts
        on
            tickets.ticket_id = contacts.ticket_id
            and complaints.opened_at <= contacts.entered_at
),

-- A leg is no contact of its own: it stands for the contact that it began with, where
-- that was delivered.
contacts_begun as (
    select distinct
        naming.complaint_id,
        naming.opened_at,
        coalesce(begun.contact_id, legs.contact_id) as contact_id
    from contacts_naming as naming
    inner join contacts as legs on naming.contact_id = legs.contact_id
    left join contacts as begun on legs.initial_contact_id = begun.contact_id
),

contacts_of_complaints as (
    select
        contacts.*,
        contacts_begun.complaint_id,
        contacts_begun.opened_at
    from contacts_begun
    inner join contacts on contacts_begun.contact_id = contacts.contact_id
),

contacts_ranked as (
    select
        *,
        row_number() over (
            partition by contact_id order by opened_at desc, complaint_id desc
        ) as complaint_rank
    from contacts_of_complaints
),

complaint_contacts as (
    select
        contact_id,
        complaint_id,
        entered_at,
        business_date,
        contact_cost
    from contacts_ranked
    where complaint_rank = 1
)

select * from complaint_contacts
