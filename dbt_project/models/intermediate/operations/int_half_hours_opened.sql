-- Grain: one row per queue and half hour in which it was open: those in which something
-- was offered, met a busy line, or an agent was present, and those between two of them
-- on one day, unless they are as far apart as only a closing is.
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

half_hours_followed as (
    select
        *,
        {{ seconds_between(
            'lag(interval_start_at) over queue_day', 'interval_start_at'
        ) }} > {{ window('closed_gap') }} * 3600 as is_opening
    from half_hours
    window
        queue_day as (
            partition by queue_id, interval_date order by interval_start_at
        )
),

half_hours_numbered as (
    select
        *,
        count(*) filter (where is_opening) over (
            partition by queue_id, interval_date
            order by interval_start_at
            rows between unbounded preceding and current row
        ) as opening
    from half_hours_followed
),

spells as (
    select
        half_hours.queue_id,
        half_hours.interval_date,
        half_hours.opening,
        queues.time_zone,
        calendar.weekday,
        coalesce(calendar.is_holiday, false) as is_holiday,
        min(half_hours.interval_start_at) as first_at,
        max(half_hours.interval_start_at) as last_at
    from half_hours_numbered as half_hours
    inner join {{ ref('core__queues') }} as queues
        on half_hours.queue_id = queues.queue_id
    left join {{ ref('core__calendar') }} as calendar
        on half_hours.interval_date = calendar.date
    group by
        half_hours.queue_id,
        half_hours.interval_date,
        half_hours.opening,
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
        spells.*,
        {{ add_seconds('spells.first_at', '1800 * steps.step') }} as interval_start_at
    from spells
    inner join steps
        on
            {{ add_seconds('spells.first_at', '1800 * steps.step') }}
            <= spells.last_at
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
