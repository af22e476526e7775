-- Grain: one row per queue and half hour in which it was open: from the first of a day
-- to the last in which something was offered, met a busy line, or an agent was present.
{{ config(materialized='table') }}
with recursive

half_hours as (
    select
        queue_id,
        interval_start_at,
        interval_date,
        sum(offered_count) as offered_count
    from {{ ref('operations__intervals') }}
    group by queue_id, interval_start_at, interval_date
    having
        sum(offered_count) > 0
        or sum(busy_count) > 0
        or sum(present_seconds) > 0
),

days as (
    select
        half_hours.queue_id,
        half_hours.interval_date,
        queues.time_zone,
        calendar.weekday,
        coalesce(calendar.is_holiday, false) as is_holiday,
        min(half_hours.interval_start_at) as first_at,
        max(half_hours.interval_start_at) as last_at
    from half_hours
    inner join {{ ref('core__queues') }} as queues
        on half_hours.queue_id = queues.queue_id
    left join {{ ref('core__calendar') }} as calendar
        on half_hours.interval_date = calendar.date
    group by
        half_hours.queue_id,
        half_hours.interval_date,
        queues.time_zone,
        calendar.weekday,
        calendar.is_holiday
),

-- A day in which the clock goes back has fifty half hours.
steps as (
    select 0 as step
    union all
    select step + 1 as step
    from steps
    where step < 49
),

opened as (
    select
        days.*,
        {{ add_seconds('days.first_at', '1800 * steps.step') }} as interval_start_at
    from days
    inner join steps
        on
            {{ add_seconds('days.first_at', '1800 * steps.step') }}
            <= days.last_at
),

half_hours_opened as (
    select
        opened.queue_id,
        opened.interval_start_at,
        {{ to_zone('opened.interval_start_at', 'opened.time_zone') }}
            as interval_local_at,
        opened.interval_date,
        opened.weekday,
        opened.is_holiday,
        coalesce(half_hours.offered_count, 0) as offered_count
    from opened
    left join half_hours
        on
            opened.queue_id = half_hours.queue_id
            and opened.interval_start_at = half_hours.interval_start_at
)

select * from half_hours_opened
