-- Grain: one row per complaint with a ticket, and ticket of it: the one that leads it,
-- and every other by which the customer complained within the case.
{{ config(materialized='table') }}
with

complaints as (
    select * from {{ ref('core__complaints') }}
),

tickets as (
    select * from {{ ref('core__tickets') }}
    where not is_deleted
),

-- A complaint that was merged is told by the ticket where it ended, whatever that was.
tickets_absorbing as (
    select distinct merged.into_ticket_id
    from tickets
    inner join {{ ref('int_tickets_merged') }} as merged
        on tickets.ticket_id = merged.ticket_id
    where tickets.is_complaint
),

tickets_complaining as (
    select
        tickets.ticket_id,
        tickets.owner_id,
        tickets.opened_at
    from tickets
    left join tickets_absorbing as absorbing
        on tickets.ticket_id = absorbing.into_ticket_id
    where
        tickets.merged_into_ticket_id is null
        and (tickets.is_complaint or absorbing.into_ticket_id is not null)
),

-- Cases of one owner lie apart in time, so that a ticket is of one.
complaint_tickets as (
    select
        complaint_id,
        ticket_id
    from complaints
    where ticket_id is not null
    union
    select
        complaints.complaint_id,
        tickets_complaining.ticket_id
    from complaints
    inner join tickets_complaining
        on
            complaints.owner_id = tickets_complaining.owner_id
            and complaints.opened_at <= tickets_complaining.opened_at
            and complaints.last_voiced_at >= tickets_complaining.opened_at
)

select * from complaint_tickets
