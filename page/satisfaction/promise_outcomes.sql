-- Grain: one row per kind of promise, outcome, month due, channel, queue and code.
with

promises as (
    select
        cast(date_trunc('month', promises.due_date) as date) as month_start,
        coalesce(tickets.channel, 'none') as channel,
        coalesce(promises.queue_id, 'none') as queue,
        coalesce(history.code, 'unknown') as tier,
        promises.promise_kind,
        promises.state,
        promises.late_by_days
    from satisfaction.promises as promises
    left join core.tickets as tickets on promises.ticket_id = tickets.ticket_id
    left join core.customer_history as history
        on
            promises.customer_id = history.customer_id
            and promises.due_date >= history.valid_from
            and (history.valid_to is null or promises.due_date < history.valid_to)
    where promises.is_kept_in_time is not null
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        promise_kind,
        count(*) as promise_count
    from promises
    group by month_start, channel, queue, tier, promise_kind
),

outcomes as (
    select
        'kept' as outcome,
        1 as outcome_rank
    union all
    select
        'late' as outcome,
        2 as outcome_rank
    union all
    select
        'broken' as outcome,
        3 as outcome_rank
),

outcomes_counted as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        cells.promise_kind,
        outcomes.outcome,
        outcomes.outcome_rank,
        cells.promise_count,
        count(promises.state) as outcome_count
    from cells
    cross join outcomes
    left join promises
        on
            cells.month_start = promises.month_start
            and cells.channel = promises.channel
            and cells.queue = promises.queue
            and cells.tier = promises.tier
            and cells.promise_kind = promises.promise_kind
            and outcomes.outcome = promises.state
    group by
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        cells.promise_kind,
        outcomes.outcome,
        outcomes.outcome_rank,
        cells.promise_count
),

-- An outcome that no promise of the month had is worth as many as there are customers.
months as (
    select
        period_start,
        promise_kind,
        max(customer_count) as customer_count,
        max(promise_count) as promise_count
    from satisfaction.promise_keeping
    where period = 'month'
    group by period_start, promise_kind
),

-- Whether all promises due in the month have had their time.
months_due as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'promise_kept_share'
),

outcomes_weighed as (
    select
        counted.month_start,
        counted.channel,
        counted.queue,
        counted.tier,
        counted.promise_kind,
        counted.outcome,
        counted.outcome_rank,
        counted.promise_count,
        counted.outcome_count,
        counted.promise_count * coalesce(keeping.effective_n, months.customer_count)
        / months.promise_count as effective_units,
        coalesce(months_due.is_complete, 0) as is_complete
    from outcomes_counted as counted
    inner join months
        on
            counted.month_start = months.period_start
            and counted.promise_kind = months.promise_kind
    left join satisfaction.promise_keeping as keeping
        on
            keeping.period = 'month'
            and counted.month_start = keeping.period_start
            and counted.promise_kind = keeping.promise_kind
            and counted.outcome = keeping.outcome
    left join months_due on counted.month_start = months_due.month_start
)

select * from outcomes_weighed
order by promise_kind, outcome_rank, month_start, channel, queue, tier
