-- Grain: one row per ticket, contact or survey answer by which a customer complains (of
-- the touched in an incremental build).
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('core__tickets') }}
    where
        is_complaint
        and not is_deleted
        and merged_into_ticket_id is null
        and {{ only_touched('owner_id') }}
),

-- A contact about a complaint's ticket belongs to the ticket's time.
contacts as (
    select
        contacts.owner_id,
        contacts.customer_id,
        coalesce(
            least(tickets.opened_at, contacts.entered_at), contacts.entered_at
        ) as opened_at,
        contacts.ticket_id,
        contacts.contact_id
    from {{ ref('core__contacts') }} as contacts
    left join tickets
        on
            contacts.ticket_id = tickets.ticket_id
            and contacts.owner_id = tickets.owner_id
    where
        contacts.origin = 'contact'
        and not contacts.is_mystery
        and (contacts.issue = 'complaint' or lower(contacts.reason) = 'complaint')
        and {{ only_touched('contacts.owner_id') }}
),

answers as (
    select *
    from {{ ref('core__survey_answers') }}
    where
        measure = 'complained'
        and value > 0
        and respondent = 'customer'
        and submitted_at is not null
        and {{ only_touched('owner_id') }}
),

voices as (
    select
        owner_id,
        customer_id,
        opened_at,
        1 as origin_rank,
        'ticket' as origin,
        ticket_id as voice_id,
        ticket_id,
        contact_id
    from tickets
    union all
    select
        owner_id,
        customer_id,
        opened_at,
        2 as origin_rank,
        'contact' as origin,
        contact_id as voice_id,
        ticket_id,
        contact_id
    from contacts
    union all
    select
        owner_id,
        customer_id,
        submitted_at as opened_at,
        3 as origin_rank,
        'survey' as origin,
        answer_id as voice_id,
        ticket_id,
        contact_id
    from answers
)

select * from voices
