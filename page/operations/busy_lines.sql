-- Grain: one row per month and queue of a system that tells of busy lines.
with

systems as (
    select source_system
    from operations.intervals
    group by source_system
    having sum(busy_count) > 0
),

busy_lines as (
    select
        cast(date_trunc('month', intervals.interval_date) as date) as month_start,
        intervals.queue_id as queue,
        cast(sum(intervals.busy_count) as bigint) as busy_count,
        cast(sum(intervals.busy_count + intervals.offered_count) as bigint)
            as attempt_count
    from operations.intervals as intervals
    inner join systems on intervals.source_system = systems.source_system
    group by
        cast(date_trunc('month', intervals.interval_date) as date),
        intervals.queue_id
    having sum(intervals.busy_count + intervals.offered_count) > 0
)

select * from busy_lines
order by month_start, queue
