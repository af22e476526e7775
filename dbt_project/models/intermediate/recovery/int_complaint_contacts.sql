-- Grain: one row per contact about a complaint: that in which it was made, and those
-- that name a ticket of it from then on. A contact belongs to one complaint.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts_costed') }}
),

contacts_of_complaints as (
    select
        contacts.*,
        complaints.complaint_id,
        complaints.opened_at
    from {{ ref('int_complaints_clocked') }} as complaints
    inner join contacts on complaints.contact_id = contacts.contact_id
    union
    select
        contacts.*,
        complaints.complaint_id,
        complaints.opened_at
    from {{ ref('int_complaints_clocked') }} as complaints
    inner join {{ ref('int_complaint_tickets') }} as tickets
        on complaints.complaint_id = tickets.complaint_id
    inner join contacts
        on
            tickets.ticket_id = contacts.ticket_id
            and complaints.opened_at <= contacts.entered_at
    -- A leg is no contact of its own.
    where not contacts.is_transfer_leg
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
