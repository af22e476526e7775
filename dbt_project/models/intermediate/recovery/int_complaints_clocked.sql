-- Grain: one row per complaint. When it was answered and settled, and what the clock of
-- its standards shows.
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

statuses as (
    select
        ticket_id,
        occurred_at,
        new_value as status,
        lead(occurred_at) over (
            partition by ticket_id order by occurred_at, event_sequence, event_id
        ) as next_status_at
    from {{ ref('core__ticket_events') }}
    where kind = 'status'
),

complaints_described as (
    select
        complaints.complaint_id,
        complaints.owner_id,
        complaints.customer_id,
        complaints.opened_at,
        complaints.origin,
        complaints.ticket_id,
        complaints.contact_id,
        coalesce(tickets.issue, contacts.issue) as issue,
        coalesce(tickets.channel, contacts.channel) as channel,
        tickets.severity,
        tickets.stage,
        tickets.touchpoint,
        tickets.cause,
        tickets.team,
        coalesce(tickets.agent_id, contacts.agent_id) as agent_id,
        tickets.order_id,
        coalesce(tickets.reopen_count, 0) as reopen_count,
        answered.first_response_at,
        answered.resolved_at
    from complaints
    left join tickets on complaints.ticket_id = tickets.ticket_id
    left join contacts on complaints.contact_id = contacts.contact_id
    left join {{ ref('int_complaints_answered') }} as answered
        on complaints.complaint_id = answered.complaint_id
),

-- Spells in which the company waited for the customer: its clock stands still.
waits as (
    select
        complaints_described.complaint_id,
        sum(
            case
                when
                    coalesce(
                        statuses.next_status_at, complaints_described.resolved_at
                    ) > greatest(
                        statuses.occurred_at, complaints_described.opened_at
                    )
                    then {{ seconds_between(
                        'greatest(statuses.occurred_at,'
                        ~ ' complaints_described.opened_at)',
                        'coalesce(statuses.next_status_at,'
                        ~ ' complaints_described.resolved_at)'
                    ) }}
                else 0
            end
        ) as waited_seconds
    from complaints_described
    inner join statuses on complaints_described.ticket_id = statuses.ticket_id
    where
        statuses.status = 'pending'
        and (
            complaints_described.resolved_at is null
            or statuses.occurred_at < complaints_described.resolved_at
        )
    group by complaints_described.complaint_id
),

complaints_waited as (
    select
        complaints_described.*,
        coalesce(waits.waited_seconds, 0) as waited_seconds
    from complaints_described
    left join waits on complaints_described.complaint_id = waits.complaint_id
),

complaints_clocked as (
    select
        *,
        'calendar hours' as clock,
        {{ seconds_between('opened_at', 'first_response_at') }}
            as first_response_seconds,
        {{ seconds_between('opened_at', 'resolved_at') }} - waited_seconds
            as resolution_seconds,
        {{ add_seconds('opened_at', '3600 * ' ~ window('first_response')) }}
            as first_response_due_at,
        {{ add_seconds(
            'opened_at', '3600 * ' ~ window('resolution') ~ ' + waited_seconds'
        ) }} as resolution_due_at
    from complaints_waited
)

select * from complaints_clocked
