-- Grain: one row per contact, activity (offered, served, wrapped up) and half hour of
-- its queue's clock. Seconds stand in the half hour in which they fall.
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

{{ half_hours('activities', ['contact_id', 'queue_id', 'time_zone', 'activity']) }}

select * from activities_split
