-- Grain: one row per month and queue, of days for which presence is told. Hours of work
-- and of presence.
with

days as (
    select
        queue_id as queue,
        interval_date,
        sum(talk_seconds + hold_seconds + wrap_seconds) as work_seconds,
        sum(present_seconds) as present_seconds
    from operations.intervals
    group by queue_id, interval_date
    having sum(present_seconds) > 0
),

occupancy as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue,
        sum(work_seconds) / 3600 as work_hours,
        sum(present_seconds) / 3600 as present_hours,
        cast(null as double precision) as no_worth
    from days
    group by cast(date_trunc('month', interval_date) as date), queue
)

select * from occupancy
order by month_start, queue
