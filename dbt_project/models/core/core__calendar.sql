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

calendar as (
    select
        day as date,
        cast(date_trunc('week', day) as date) as week_start,
        cast(date_trunc('month', day) as date) as month_start,
        cast(date_trunc('quarter', day) as date) as quarter_start,
        cast(extract(year from day) as integer) as year,
        {{ weekday('day') }} as weekday,
        {{ weekday('day') }} >= 6 as is_weekend
    from days
)

select * from calendar
