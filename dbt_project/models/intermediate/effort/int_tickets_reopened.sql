-- Grain: one row per reopening of a ticket: said so, or changed from solved to open, or
-- both at once.
with

ticket_events as (
    select
        ticket_id,
        occurred_at,
        kind,
        new_value in ('solved', 'closed', 'resolved') as is_solved,
        lag(new_value in ('solved', 'closed', 'resolved')) over (
            partition by ticket_id, kind
            order by occurred_at, event_sequence, event_id
        ) as was_solved
    from {{ ref('core__ticket_events') }}
    where kind in ('status', 'reopened')
),

tickets_reopened as (
    select distinct
        ticket_id,
        occurred_at as reopened_at
    from ticket_events
    where kind = 'reopened' or (was_solved and not is_solved)
)

select * from tickets_reopened
