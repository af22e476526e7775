-- Grain: one row per clock of business hours (a system's team and brand that have
-- complaints) and open span. A span is cut in local time, so that days on which clocks
-- change are as long as they are.
{{ config(materialized='table') }}
with

clocks as (
    select distinct
        source_system,
        team,
        brand
    from {{ ref('core__tickets') }}
    where is_complaint
),

lines as (
    select * from {{ ref('stg_tickets__ticket_schedules') }}
),

spells as (
    select
        {{ date_of(add_days('min(core.opened_at)', '-8')) }} as first_day,
        {{ date_of(add_days(
            'max(watermarks.watermark_at)', window('schedule_ahead')
        )) }} as last_day
    from {{ ref('core__complaints') }} as core
    cross join {{ ref('int_feed_watermarks') }} as watermarks
),

days as (
    select series.day
    from spells
    cross join lateral (
        {{ day_series('spells.first_day', 'spells.last_day') }}
    ) as series
),

schedules as (
    select distinct
        source_system,
        schedule_id,
        team,
        brand
    from lines
    where weekday is not null
),

-- A schedule that names the team goes before one that names the brand alone, and that
-- before one for everybody.
clocks_ranked as (
    select
        clocks.*,
        schedules.schedule_id,
        row_number() over (
            partition by clocks.source_system, clocks.team, clocks.brand
            order by
                schedules.team is null, schedules.brand is null, schedules.schedule_id
        ) as schedule_rank
    from clocks
    inner join schedules
        on
            clocks.source_system = schedules.source_system
            and coalesce(clocks.team = schedules.team, schedules.team is null)
            and coalesce(clocks.brand = schedules.brand, schedules.brand is null)
),

-- Holidays close whomever their line holds for, on whichever schedule it stands.
clocks_closed as (
    select distinct
        clocks.source_system,
        clocks.team,
        clocks.brand,
        days.day
    from clocks
    inner join lines
        on
            clocks.source_system = lines.source_system
            and coalesce(clocks.team = lines.team, lines.team is null)
            and coalesce(clocks.brand = lines.brand, lines.brand is null)
    inner join days
        on
            lines.holiday_from_date <= days.day
            and coalesce(lines.holiday_to_date, lines.holiday_from_date) >= days.day
            and coalesce(lines.valid_from_date, days.day) <= days.day
            and coalesce(lines.valid_to_date, days.day + 1) > days.day
),

spans as (
    select
        {{ clock_id('ranked.source_system', 'ranked.team', 'ranked.brand') }}
            as clock_id,
        {{ from_zone(
            add_seconds('cast(days.day as timestamp)', '60 * lines.opens_minute'),
            'lines.time_zone'
        ) }} as opens_at,
        {{ from_zone(
            add_seconds('cast(days.day as timestamp)', '60 * lines.closes_minute'),
            'lines.time_zone'
        ) }} as closes_at
    from clocks_ranked as ranked
    inner join lines
        on
            ranked.source_system = lines.source_system
            and ranked.schedule_id = lines.schedule_id
            and coalesce(ranked.team = lines.team, lines.team is null)
            and coalesce(ranked.brand = lines.brand, lines.brand is null)
    inner join days
        on
            lines.weekday = {{ weekday('days.day') }}
            and coalesce(lines.valid_from_date, days.day) <= days.day
            and coalesce(lines.valid_to_date, days.day + 1) > days.day
    left join clocks_closed as closed
        on
            ranked.source_system = closed.source_system
            and ranked.team is not distinct from closed.team
            and ranked.brand is not distinct from closed.brand
            and days.day = closed.day
    where ranked.schedule_rank = 1 and closed.day is null
),

-- Spans that overlap count once.
spans_cut as (
    select
        clock_id,
        closes_at,
        greatest(
            opens_at,
            max(closes_at) over (
                partition by clock_id order by opens_at, closes_at
                rows between unbounded preceding and 1 preceding
            )
        ) as opens_at
    from spans
),

schedules_unrolled as (
    select
        clock_id,
        opens_at,
        closes_at,
        lead(opens_at) over (partition by clock_id order by opens_at) as next_opens_at,
        coalesce(sum({{ seconds_between('opens_at', 'closes_at') }}) over (
            partition by clock_id order by opens_at
            rows between unbounded preceding and 1 preceding
        ), 0) as seconds_before
    from spans_cut
    where closes_at > opens_at
)

select * from schedules_unrolled
