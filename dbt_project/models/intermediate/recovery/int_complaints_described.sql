-- Grain: one row per complaint. What its ticket or contact says of it, and on which
-- clock its standards run.
with

complaints as (
    select * from {{ ref('core__complaints') }}
),

tickets as (
    select
        *,
        {{ clock_id('source_system', 'team', 'brand') }} as clock_id
    from {{ ref('core__tickets') }}
),

clocks as (
    select distinct clock_id
    from {{ ref('int_schedules_unrolled') }}
),

complaints_described as (
    select
        complaints.complaint_id,
        complaints.owner_id,
        complaints.customer_id,
        complaints.opened_at,
        complaints.last_voiced_at,
        complaints.voice_count,
        complaints.merged_ticket_count,
        complaints.origin,
        complaints.ticket_id,
        complaints.contact_id,
        coalesce(tickets.issue, contacts.issue) as issue,
        coalesce(tickets.channel, contacts.channel) as channel,
        coalesce(tickets.queue_id, contacts.queue_id) as queue_id,
        tickets.severity,
        tickets.stage,
        tickets.touchpoint,
        tickets.cause,
        tickets.team,
        coalesce(tickets.agent_id, contacts.agent_id) as agent_id,
        tickets.order_id,
        coalesce(tickets.reopen_count, 0) as reopen_count,
        clocks.clock_id,
        answered.first_response_at,
        answered.resolved_at
    from complaints
    left join tickets on complaints.ticket_id = tickets.ticket_id
    left join {{ ref('core__contacts') }} as contacts
        on complaints.contact_id = contacts.contact_id
    left join clocks on tickets.clock_id = clocks.clock_id
    left join {{ ref('int_complaints_answered') }} as answered
        on complaints.complaint_id = answered.complaint_id
)

select * from complaints_described
