-- Grain: one row per weekly span of a schedule, or holiday of one. Which schedule a
-- ticket had is decided by triggers and not told by team or brand: they hold for all.
-- What was deleted held until then.
with

lines as (
    select
        *,
        try_cast(start_time as int) as start_minute,
        try_cast(start_time as int) // 1440 as start_day,
        try_cast(end_time as int) as end_minute,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at,
        case
            when lower(_fivetran_deleted) = 'true'
                then left(utc(_fivetran_synced, getvariable('time_zone')), 10)
        end as valid_to
    from delivered
),

-- Zendesk's own names of zones, where they are not the city of the zone.
zones_named as (
    select
        named.name,
        named.zone
    from (
        values
        ('UTC', 'Etc/UTC'),
        ('International Date Line West', 'Etc/GMT+12'),
        ('Midway Island', 'Pacific/Midway'),
        ('American Samoa', 'Pacific/Pago_Pago'),
        ('Hawaii', 'Pacific/Honolulu'),
        ('Alaska', 'America/Juneau'),
        ('Pacific Time (US & Canada)', 'America/Los_Angeles'),
        ('Mountain Time (US & Canada)', 'America/Denver'),
        ('Arizona', 'America/Phoenix'),
        ('Central Time (US & Canada)', 'America/Chicago'),
        ('Saskatchewan', 'America/Regina'),
        ('Guadalajara', 'America/Mexico_City'),
        ('Central America', 'America/Guatemala'),
        ('Eastern Time (US & Canada)', 'America/New_York'),
        ('Indiana (East)', 'America/Indiana/Indianapolis'),
        ('Quito', 'America/Guayaquil'),
        ('Atlantic Time (Canada)', 'America/Halifax'),
        ('Newfoundland', 'America/St_Johns'),
        ('Brasilia', 'America/Sao_Paulo'),
        ('Georgetown', 'America/Guyana'),
        ('Greenland', 'America/Nuuk'),
        ('Mid-Atlantic', 'Atlantic/South_Georgia'),
        ('Cape Verde Is.', 'Atlantic/Cape_Verde'),
        ('Edinburgh', 'Europe/London'),
        ('Bern', 'Europe/Zurich'),
        ('West Central Africa', 'Africa/Algiers'),
        ('Pretoria', 'Africa/Johannesburg'),
        ('St. Petersburg', 'Europe/Moscow'),
        ('Abu Dhabi', 'Asia/Dubai'),
        ('Islamabad', 'Asia/Karachi'),
        ('Ekaterinburg', 'Asia/Yekaterinburg'),
        ('Chennai', 'Asia/Kolkata'),
        ('Mumbai', 'Asia/Kolkata'),
        ('New Delhi', 'Asia/Kolkata'),
        ('Sri Jayawardenepura', 'Asia/Colombo'),
        ('Astana', 'Asia/Almaty'),
        ('Hanoi', 'Asia/Bangkok'),
        ('Beijing', 'Asia/Shanghai'),
        ('Osaka', 'Asia/Tokyo'),
        ('Sapporo', 'Asia/Tokyo'),
        ('Canberra', 'Australia/Sydney'),
        ('Solomon Is.', 'Pacific/Guadalcanal'),
        ('New Caledonia', 'Pacific/Noumea'),
        ('Marshall Is.', 'Pacific/Majuro'),
        ('Nuku''alofa', 'Pacific/Tongatapu'),
        ('Tokelau Is.', 'Pacific/Fakaofo'),
        ('Chatham Is.', 'Pacific/Chatham'),
        ('Samoa', 'Pacific/Apia'),
        ('Wellington', 'Pacific/Auckland')
    ) as named (name, zone)
    union all
    select
        name,
        name as zone
    from pg_timezone_names()
    where contains(name, '/')
),

zones_of_cities as (
    select
        replace(split_part(name, '/', -1), '_', ' ') as name,
        min(name) as zone
    from pg_timezone_names()
    where
        regexp_matches(
            name,
            '^(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/'
        )
    group by all
),

ticket_schedules as (
    select
        lines._row_number,
        coalesce(lines.schedule_id, lines.id) as schedule_id,
        case
            when lines.schedule_id is not null then 'holiday-' || lines.id
            else 'week-' || lines.start_time || '-' || lines.end_time
        end as line_id,
        -- A zone that nobody knows is refused with its line. Holidays have none: they
        -- are days, of whichever zone.
        case
            when lines.schedule_id is not null then getvariable('time_zone')
            else coalesce(zones_named.zone, zones_of_cities.zone)
        end as time_zone,
        -- Minutes count from Sunday 0:00; the contract's week ends with Sunday.
        cast(
            case when lines.start_day = 0 then 7 else lines.start_day end as varchar
        ) as weekday,
        coalesce(
            cast(lines.start_minute - 1440 * lines.start_day as varchar),
            lines.start_time
        ) as opens_minute,
        coalesce(
            cast(lines.end_minute - 1440 * lines.start_day as varchar), lines.end_time
        ) as closes_minute,
        lines.start_date as holiday_from,
        lines.end_date as holiday_to,
        lines.valid_to,
        lines.version_at
    from lines
    left join zones_named on trim(lines.time_zone) = zones_named.name
    left join zones_of_cities on trim(lines.time_zone) = zones_of_cities.name
)

select * from ticket_schedules
