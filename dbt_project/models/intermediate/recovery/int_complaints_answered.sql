-- Grain: one row per complaint. When it was first answered, and when settled. What
-- happened on its ticket before the customer complained is no answer to the complaint:
-- then its contact answers it, or settles it, or a later one on the same need does.
with

complaints as (
    select * from {{ ref('core__complaints') }}
),

tickets as (
    select * from {{ ref('core__tickets') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
),

-- Where a need that a contact serves was first recorded as resolved.
needs_resolved as (
    select
        assigned.need_id,
        contacts.entered_at,
        case
            when contacts.ended_at > contacts.entered_at then contacts.ended_at
            else contacts.entered_at
        end as resolved_at
    from {{ ref('int_contacts_assigned_to_needs') }} as assigned
    inner join contacts on assigned.contact_id = contacts.contact_id
    where contacts.is_resolved_recorded
),

contacts_resolved as (
    select
        complaints.complaint_id,
        min(needs_resolved.resolved_at) as resolved_at
    from complaints
    inner join {{ ref('int_contacts_assigned_to_needs') }} as assigned
        on complaints.contact_id = assigned.contact_id
    inner join needs_resolved
        on
            assigned.need_id = needs_resolved.need_id
            and complaints.opened_at <= needs_resolved.entered_at
    group by complaints.complaint_id
),

comments_after as (
    select
        complaints.complaint_id,
        min(events.occurred_at) as answered_at
    from complaints
    inner join {{ ref('core__ticket_events') }} as events
        on
            complaints.ticket_id = events.ticket_id
            and complaints.opened_at <= events.occurred_at
    where
        events.kind = 'comment'
        and events.actor_role = 'agent'
        and coalesce(events.is_public, true)
    group by complaints.complaint_id
),

-- Two clocks may differ by seconds: what belongs to the complaint and seems to come
-- before it came with it.
complaints_beside as (
    select
        complaints.complaint_id,
        complaints.opened_at,
        tickets.ticket_id is not null as has_ticket,
        case
            when tickets.opened_at >= complaints.opened_at
                then greatest(tickets.first_response_at, complaints.opened_at)
            else tickets.first_response_at
        end as ticket_answered_at,
        tickets.first_response_at is not null as is_ticket_answered,
        case
            when tickets.opened_at >= complaints.opened_at
                then greatest(tickets.solved_at, complaints.opened_at)
            else tickets.solved_at
        end as ticket_solved_at,
        tickets.solved_at is not null as is_ticket_solved,
        case
            when contacts.answered_at >= complaints.opened_at then contacts.answered_at
            when
                contacts.answered_at is not null
                and contacts.entered_at >= complaints.opened_at
                then complaints.opened_at
        end as contact_answered_at,
        contacts_resolved.resolved_at as contact_resolved_at,
        comments_after.answered_at as commented_at
    from complaints
    left join tickets on complaints.ticket_id = tickets.ticket_id
    left join contacts on complaints.contact_id = contacts.contact_id
    left join contacts_resolved
        on complaints.complaint_id = contacts_resolved.complaint_id
    left join comments_after
        on complaints.complaint_id = comments_after.complaint_id
),

complaints_answered as (
    select
        complaint_id,
        case
            when not has_ticket then contact_answered_at
            when is_ticket_answered and ticket_answered_at >= opened_at
                then ticket_answered_at
            when is_ticket_answered or ticket_solved_at < opened_at
                then least(commented_at, contact_answered_at)
        end as first_response_at,
        case
            when not has_ticket then contact_resolved_at
            when not is_ticket_solved then null
            when ticket_solved_at >= opened_at then ticket_solved_at
            else contact_resolved_at
        end as resolved_at
    from complaints_beside
)

select * from complaints_answered
