-- Grain: one row per queue and day of a system that tells of busy lines. How many tried
-- to call, and how many came through.
with

blocked_calls as (
    select
        case
            when blocked_calls.queue like '%:%' then blocked_calls.queue
            else
                blocked_calls.source_system || ':'
                || coalesce(blocked_calls.queue, '-')
        end as queue_id,
        blocked_calls.started_at,
        blocked_calls.attempt_count
    from {{ ref('stg_telephony__blocked_calls') }} as blocked_calls
),

blocked_days as (
    select
        blocked_calls.queue_id,
        split_part(blocked_calls.queue_id, ':', 1) as source_system,
        cast({{ to_zone(
            'blocked_calls.started_at',
            "coalesce(queues.time_zone, systems.time_zone, 'UTC')"
        ) }} as date) as business_date,
        sum(blocked_calls.attempt_count) as attempts
    from blocked_calls
    left join {{ ref('int_queues_zoned') }} as queues
        on blocked_calls.queue_id = queues.queue_id
    left join {{ source('audit', 'systems') }} as systems
        on split_part(blocked_calls.queue_id, ':', 1) = systems.source_system
    group by
        blocked_calls.queue_id,
        split_part(blocked_calls.queue_id, ':', 1),
        cast({{ to_zone(
            'blocked_calls.started_at',
            "coalesce(queues.time_zone, systems.time_zone, 'UTC')"
        ) }} as date)
),

-- Of systems that tell of busy lines.
attempts as (
    select
        queue_id,
        business_date,
        1 as n,
        1 as yes
    from {{ ref('core__contacts') }}
    where
        channel = 'phone'
        and direction = 'inbound'
        and origin = 'contact'
        and not is_mystery
        and not is_transfer_leg
        and source_system in (select blocked_days.source_system from blocked_days)
    union all
    select
        queue_id,
        business_date,
        attempts as n,
        0 as yes
    from blocked_days
),

lines_tried as (
    select
        queue_id,
        business_date,
        sum(n) as attempt_count,
        sum(yes) as reached_count
    from attempts
    group by queue_id, business_date
)

select * from lines_tried
