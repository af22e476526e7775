-- Grain: one row per ticket, contact or survey answer by which a customer complains (of
-- the touched in an incremental build).
{{ config(materialized='table') }}
with recursive

tickets_owned as (
    select * from {{ ref('core__tickets') }}
    where {{ only_touched('owner_id') }}
),

-- A customer's ticket that was merged, and those it went into, one after the other.
merged_tickets as (
    select
        ticket_id,
        owner_id,
        is_complaint,
        merged_into_ticket_id as into_ticket_id,
        1 as depth
    from tickets_owned
    where merged_into_ticket_id is not null and not is_deleted
    union all
    select
        merged_tickets.ticket_id,
        merged_tickets.owner_id,
        merged_tickets.is_complaint,
        targets.merged_into_ticket_id as into_ticket_id,
        merged_tickets.depth + 1 as depth
    from merged_tickets
    inner join tickets_owned as targets
        on
            merged_tickets.into_ticket_id = targets.ticket_id
            and merged_tickets.owner_id = targets.owner_id
    where targets.merged_into_ticket_id is not null and merged_tickets.depth < 20
),

tickets_absorbing as (
    select
        into_ticket_id,
        owner_id,
        count(*) as merged_ticket_count,
        bool_or(is_complaint) as has_merged_complaint
    from merged_tickets
    group by into_ticket_id, owner_id
),

-- What was merged into a ticket is told by that one; what was deleted, by none.
tickets as (
    select
        tickets_owned.*,
        coalesce(absorbing.merged_ticket_count, 0) as merged_ticket_count
    from tickets_owned
    left join tickets_absorbing as absorbing
        on
            tickets_owned.ticket_id = absorbing.into_ticket_id
            and tickets_owned.owner_id = absorbing.owner_id
    where
        (
            tickets_owned.is_complaint
            or coalesce(absorbing.has_merged_complaint, false)
        )
        and not tickets_owned.is_deleted
        and tickets_owned.merged_into_ticket_id is null
),

-- What the company began complains of nothing, and the legs of a contact are one voice.
contacts_ranked as (
    select
        *,
        row_number() over (
            partition by owner_id, initial_contact_id order by entered_at, contact_id
        ) as leg_rank
    from {{ ref('core__contacts') }}
    where
        origin = 'contact'
        and direction = 'inbound'
        and not is_mystery
        and (issue = 'complaint' or lower(reason) = 'complaint')
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
    from contacts_ranked as contacts
    left join tickets
        on
            contacts.ticket_id = tickets.ticket_id
            and contacts.owner_id = tickets.owner_id
    where contacts.leg_rank = 1
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
        contact_id,
        merged_ticket_count
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
        contact_id,
        0 as merged_ticket_count
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
        contact_id,
        0 as merged_ticket_count
    from answers
)

select * from voices
