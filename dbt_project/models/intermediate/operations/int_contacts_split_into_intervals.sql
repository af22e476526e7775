-- Grain: one row per contact, activity (offered, served, wrapped up) and half hour of
-- its queue's clock. Seconds stand in the half hour in which they fall.
{% set length = 1800 %}
with recursive

contacts as (
    select
        *,
        coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0) as served_seconds,
        coalesce(answered_at, offered_at) as served_at
    from {{ ref('int_contacts_judged') }}
),

-- Being offered takes no time. Holding is spread evenly over the time of service.
activities as (
    select
        contact_id,
        queue_id,
        time_zone,
        'offered' as activity,
        offered_at as begins_at,
        0 as lasts_seconds
    from contacts
    union all
    select
        contact_id,
        queue_id,
        time_zone,
        'served' as activity,
        served_at as begins_at,
        served_seconds as lasts_seconds
    from contacts
    where served_seconds > 0
    union all
    select
        contact_id,
        queue_id,
        time_zone,
        'wrapped up' as activity,
        {{ add_seconds('served_at', 'served_seconds') }} as begins_at,
        wrap_seconds as lasts_seconds
    from contacts
    where wrap_seconds > 0
),

activities_local as (
    select
        *,
        {{ to_zone('begins_at', 'time_zone') }} as begins_local_at
    from activities
),

activities_clocked as (
    select
        *,
        {{ seconds_between("date_trunc('day', begins_local_at)", 'begins_local_at') }}
            as day_seconds
    from activities_local
),

activities_placed as (
    select
        *,
        day_seconds - {{ length }} * floor(day_seconds / {{ length }})
            as offset_seconds
    from activities_clocked
),

-- How many half hours the longest activity reaches into.
reaches as (
    select max(floor((offset_seconds + lasts_seconds) / {{ length }})) as furthest
    from activities_placed
),

steps as (
    select 0 as step
    union all
    select steps.step + 1 as step
    from steps
    cross join reaches
    where steps.step < reaches.furthest
),

activities_split as (
    select
        activities_placed.contact_id,
        activities_placed.queue_id,
        activities_placed.time_zone,
        activities_placed.activity,
        {{ add_seconds(
            'activities_placed.begins_at',
            length ~ ' * steps.step - activities_placed.offset_seconds'
        ) }} as interval_start_at,
        case
            when activities_placed.lasts_seconds = 0 then 1
            else (
                least(
                    {{ length }} * (steps.step + 1),
                    activities_placed.offset_seconds + activities_placed.lasts_seconds
                ) - greatest(
                    {{ length }} * steps.step, activities_placed.offset_seconds
                )
            ) / activities_placed.lasts_seconds
        end as part
    from activities_placed
    inner join steps
        on
            steps.step * {{ length }}
            <= activities_placed.offset_seconds + activities_placed.lasts_seconds
),

split_into_intervals as (
    select * from activities_split
    where part > 0
)

select * from split_into_intervals
