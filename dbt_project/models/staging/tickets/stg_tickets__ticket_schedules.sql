-- Grain: one row per weekly span of opening, or holiday, of a schedule.
with

schedules as (
    select * from {{ source('tickets', 'ticket_schedules') }}
),

schedules_renamed as (
    select
        source_system,
        source_system || ':' || schedule_id as schedule_id,
        line_id,
        team,
        brand,
        time_zone,
        weekday,
        opens_minute,
        closes_minute,
        holiday_from as holiday_from_date,
        holiday_to as holiday_to_date,
        valid_from as valid_from_date,
        valid_to as valid_to_date,
        _load_id
    from schedules
)

select * from schedules_renamed
