-- Grain: one row per date, from the first to the last that any feed tells of, whole
-- years.
with

newest as (
    select max(watermark_at) as last_at
    from {{ ref('int_feed_watermarks') }}
),

bounds as (
    select
        min(facts.happened_at) as first_at,
        max(newest.last_at) as last_at
    from {{ ref('int_facts_owned') }} as facts
    cross join newest
    where facts.happened_at > timestamp '1970-01-01'
),

days as (
    select series.day
    from bounds
    cross join lateral (
        {{ day_series(
            "date_trunc('year', bounds.first_at)",
            "date_trunc('year', bounds.last_at) + interval '1 year' - interval '1 day'"
        ) }}
    ) as series
),

-- A holiday of a single team or brand is none of everybody's.
holiday_spans as (
    select
        holiday_from_date,
        coalesce(holiday_to_date, holiday_from_date) as holiday_to_date
    from {{ ref('stg_tickets__ticket_schedules') }}
    where team is null and brand is null and holiday_from_date is not null
),

holidays as (
    select distinct series.day
    from holiday_spans
    cross join lateral (
        {{ day_series(
            'holiday_spans.holiday_from_date', 'holiday_spans.holiday_to_date'
        ) }}
    ) as series
),

calendar as (
    select
        days.day as date,
        cast(date_trunc('week', days.day) as date) as week_start,
        cast(date_trunc('month', days.day) as date) as month_start,
        cast(date_trunc('quarter', days.day) as date) as quarter_start,
        cast(extract(year from days.day) as integer) as year,
        {{ weekday('days.day') }} as weekday,
        {{ weekday('days.day') }} >= 6 as is_weekend,
        holidays.day is not null as is_holiday
    from days
    left join holidays on days.day = holidays.day
)

select * from calendar
