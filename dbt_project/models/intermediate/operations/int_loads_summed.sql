-- Grain: one row per pool of queues and half hour with an offer, a plan or presence:
-- what came, by what standard it was to be served, and who was there.
{{ config(materialized='table') }}
with

pools as (
    select * from {{ ref('int_pools_measured') }}
),

half_hours as (
    select
        pooled.pool_id,
        intervals.interval_start_at,
        sum(intervals.offered_count) as offered_count,
        sum(intervals.due_count) as due_count,
        sum(intervals.answered_in_time_count) as answered_in_time_count,
        sum(intervals.present_seconds) as present_seconds
    from {{ ref('operations__intervals') }} as intervals
    inner join {{ ref('int_queues_pooled') }} as pooled
        on intervals.queue_id = pooled.queue_id
    group by pooled.pool_id, intervals.interval_start_at
),

-- Everybody's waiting, answered or not, and whoever served somebody.
waits_and_agents as (
    select
        pooled.pool_id,
        split.interval_start_at,
        {{ as_double(
            "sum(contacts.wait_seconds) filter "
            ~ "(where split.activity = 'offered' and contacts.is_demand)"
        ) }} as wait_seconds_sum,
        count(contacts.wait_seconds) filter (
            where split.activity = 'offered' and contacts.is_demand
        ) as wait_known_count,
        count(distinct contacts.agent_id) filter (where split.activity <> 'offered')
            as serving_count
    from {{ ref('int_contacts_split_into_intervals') }} as split
    inner join {{ ref('int_contacts_judged') }} as contacts
        on split.contact_id = contacts.contact_id
    inner join {{ ref('int_queues_pooled') }} as pooled
        on split.queue_id = pooled.queue_id
    group by pooled.pool_id, split.interval_start_at
),

plans as (
    select * from {{ ref('int_plans_split_into_intervals') }}
),

pool_half_hours as (
    select
        pool_id,
        interval_start_at
    from half_hours
    union
    select
        pool_id,
        interval_start_at
    from plans
),

loads as (
    select
        pools.*,
        pool_half_hours.interval_start_at,
        {{ to_zone('pool_half_hours.interval_start_at', 'pools.time_zone') }}
            as interval_local_at,
        coalesce(half_hours.offered_count, 0) as offered_count,
        coalesce(half_hours.due_count, 0) as due_count,
        coalesce(half_hours.answered_in_time_count, 0) as answered_in_time_count,
        coalesce(half_hours.present_seconds, 0) as present_seconds,
        coalesce(waits_and_agents.wait_seconds_sum, 0) as wait_seconds_sum,
        coalesce(waits_and_agents.wait_known_count, 0) as wait_known_count,
        coalesce(waits_and_agents.serving_count, 0) as serving_count,
        plans.scheduled_count
    from pool_half_hours
    inner join pools on pool_half_hours.pool_id = pools.pool_id
    left join half_hours
        on
            pool_half_hours.pool_id = half_hours.pool_id
            and pool_half_hours.interval_start_at = half_hours.interval_start_at
    left join waits_and_agents
        on
            pool_half_hours.pool_id = waits_and_agents.pool_id
            and pool_half_hours.interval_start_at = waits_and_agents.interval_start_at
    left join plans
        on
            pool_half_hours.pool_id = plans.pool_id
            and pool_half_hours.interval_start_at = plans.interval_start_at
),

-- On a day of which nobody is told to be planned or present, that is not known; on any
-- other, nobody told is nobody there.
loads_known as (
    select
        loads.*,
        {{ date_of('loads.interval_local_at') }} as interval_date,
        case
            when count(loads.scheduled_count) over pool_day > 0
                then coalesce(loads.scheduled_count, 0)
        end as known_scheduled_count,
        case
            when sum(loads.present_seconds) over pool_day > 0
                then loads.present_seconds / 1800
        end as present_count
    from loads
    window
        pool_day as (
            partition by loads.pool_id, {{ date_of('loads.interval_local_at') }}
        )
),

loads_summed as (
    select
        loads.pool_id,
        loads.sole_queue_id,
        loads.interval_start_at,
        loads.interval_local_at,
        loads.interval_date,
        cast(loads.offered_count as bigint) as offered_count,
        cast(loads.due_count as bigint) as due_count,
        cast(loads.answered_in_time_count as bigint) as answered_in_time_count,
        loads.wait_seconds_sum,
        loads.wait_known_count,
        case
            when handling.handled_count >= {{ window('thin') }}
                then handling.handle_seconds
            else loads.handle_seconds
        end as handle_seconds,
        loads.patience_seconds,
        loads.patience_count,
        loads.answer_seconds,
        loads.short_abandon_seconds,
        loads.service_level_standard,
        case
            when loads.service_level_standard <= {{ window('most_attainable_share') }}
                then loads.service_level_standard
        end as attainable_standard,
        loads.occupancy_limit,
        loads.shrinkage,
        loads.known_scheduled_count as scheduled_count,
        {{ as_double('loads.present_count') }} as present_count,
        loads.serving_count,
        {{ as_double('coalesce(loads.present_count, loads.serving_count)') }}
            as staff_count
    from loads_known as loads
    left join {{ ref('int_handling_measured') }} as handling
        on
            loads.pool_id = handling.pool_id
            and {{ month_of('loads.interval_date') }} = handling.month_start
)

select * from loads_summed
