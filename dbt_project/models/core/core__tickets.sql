-- Grain: one row per ticket, as it stands now.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

tickets_owned as (
    select * from {{ ref('int_tickets_owned') }}
    where {{ only_touched('owner_id') }}
),

ticket_events as (
    select * from {{ ref('core__ticket_events') }}
    where {{ only_touched('owner_id') }}
),

status_changes as (
    select
        ticket_id,
        occurred_at,
        new_value = 'closed' as is_closed,
        new_value in ('solved', 'closed', 'resolved') as is_solved,
        lag(new_value in ('solved', 'closed', 'resolved')) over in_order as was_solved,
        lead(occurred_at) over in_order is null as is_last
    from ticket_events
    where kind = 'status'
    window in_order as (
        partition by ticket_id order by occurred_at, event_sequence, event_id
    )
),

-- A reopening is a change from a solved state back to an unsolved one. Solved is the
-- last change into a solved state, while the ticket stands solved.
changes_summed as (
    select
        ticket_id,
        count(*) filter (where was_solved and not is_solved) as reopening_count,
        case
            when bool_or(is_solved and is_last)
                then max(occurred_at) filter (
                    where is_solved and not coalesce(was_solved, false)
                )
        end as stood_solved_at,
        max(occurred_at) filter (where is_closed and is_last) as closed_at
    from status_changes
    group by ticket_id
),

events_summed as (
    select
        ticket_id,
        count(*) as event_count,
        count(*) filter (where kind = 'reopened') as reopened_count,
        min(occurred_at) filter (
            where kind = 'comment' and actor_role = 'agent'
            and coalesce(is_public, true)
        ) as first_answered_at
    from ticket_events
    group by ticket_id
),

tickets as (
    select
        tickets.ticket_id,
        tickets.source_system,
        tickets_owned.customer_id,
        tickets_owned.owner_id,
        tickets.opened_at,
        coalesce(tickets.first_response_at, events_summed.first_answered_at)
            as first_response_at,
        -- What was solved before it came into the system was solved as it opened.
        case
            when
                coalesce(tickets.solved_at, changes_summed.stood_solved_at)
                < tickets.opened_at
                then tickets.opened_at
            else coalesce(tickets.solved_at, changes_summed.stood_solved_at)
        end as solved_at,
        coalesce(tickets.closed_at, changes_summed.closed_at) as closed_at,
        tickets.channel,
        tickets.brand,
        tickets.kind,
        issues.issue,
        tickets.severity,
        tickets.stage,
        tickets.touchpoint,
        tickets.cause,
        tickets.status,
        tickets.priority,
        tickets.team,
        tickets.source_system || ':' || coalesce(tickets.team, '-') as queue_id,
        tickets.agent_id,
        tickets_owned.order_id,
        tickets_owned.contact_id,
        tickets.merged_into_ticket_id,
        tickets.is_deleted or coalesce(tickets.status = 'deleted', false) as is_deleted,
        greatest(
            coalesce(changes_summed.reopening_count, 0),
            coalesce(events_summed.reopened_count, 0)
        ) as reopen_count,
        tickets.reopen_recorded_count,
        coalesce(events_summed.event_count, 0) as event_count,
        coalesce(tickets.kind = 'complaint', false)
        or coalesce(issues.issue = 'complaint', false) as is_complaint
    from tickets_owned
    inner join {{ ref('stg_tickets__tickets') }} as tickets
        on tickets_owned.ticket_id = tickets.ticket_id
    left join {{ ref('int_issues_conformed') }} as issues
        on
            tickets.source_system = issues.source_system
            and tickets.delivered_issue = issues.delivered_issue
    left join changes_summed on tickets.ticket_id = changes_summed.ticket_id
    left join events_summed on tickets.ticket_id = events_summed.ticket_id
)

select * from tickets
