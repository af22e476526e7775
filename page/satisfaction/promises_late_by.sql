-- Grain: one row per kind of promise kept late, month due, channel, queue and code.
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
        count(late_by_days) as late_count,
        cast(sum(late_by_days) as double precision) as late_by_days_sum,
        cast(sum(late_by_days * late_by_days) as double precision)
            as late_by_days_squares
    from promises
    where state = 'late'
    group by month_start, channel, queue, tier, promise_kind
),

-- Whether all promises due in the month have had their time.
months as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'promise_kept_share'
),

delays as (
    select
        cells.*,
        coalesce(months.is_complete, 0) as is_complete
    from cells
    left join months on cells.month_start = months.month_start
)

select * from delays
order by month_start, promise_kind, channel, queue, tier
