-- Grain: one row per ticket that stands solved. When it was solved, the last time: as
-- the system says, else by its changes of status.
with

tickets as (
    select * from {{ ref('core__tickets') }}
),

statuses as (
    select
        ticket_id,
        occurred_at,
        new_value in ('solved', 'closed', 'resolved') as is_solved,
        lag(new_value in ('solved', 'closed', 'resolved')) over in_order as was_solved,
        lead(occurred_at) over in_order is null as is_last
    from {{ ref('core__ticket_events') }}
    where kind = 'status'
    window in_order as (
        partition by ticket_id order by occurred_at, event_sequence, event_id
    )
),

statuses_summed as (
    select
        ticket_id,
        max(occurred_at) filter (where is_solved and not coalesce(was_solved, false))
            as solved_at,
        bool_or(is_solved and is_last) as stands_solved
    from statuses
    group by ticket_id
),

tickets_solved as (
    select
        tickets.ticket_id,
        coalesce(
            tickets.solved_at,
            case when statuses_summed.stands_solved then statuses_summed.solved_at end
        ) as solved_at
    from tickets
    left join statuses_summed on tickets.ticket_id = statuses_summed.ticket_id
)

select * from tickets_solved
where solved_at is not null
