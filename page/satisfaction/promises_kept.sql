-- Grain: one row per month in which promises fell due, channel, queue and code.
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
        count(*) as promise_count,
        count(*) filter (where state = 'kept') as kept_count
    from promises
    group by month_start, channel, queue, tier
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

cells_weighed as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        cells.promise_count,
        cells.kept_count,
        cells.promise_count * coalesce(kept.effective_n, months.customer_count)
        / months.promise_count as effective_units,
        coalesce(months_due.is_complete, 0) as is_complete
    from cells
    inner join months
        on cells.month_start = months.period_start and months.promise_kind = 'all'
    left join satisfaction.promise_keeping as kept
        on
            kept.period = 'month'
            and cells.month_start = kept.period_start
            and kept.promise_kind = 'all'
            and kept.outcome = 'kept'
    left join months_due on cells.month_start = months_due.month_start
)

select * from cells_weighed
order by month_start, channel, queue, tier
