-- Grain: one row per pool of queues and half hour for which staff was planned. Plans of
-- single agents name no queue.
with recursive

plans as (
    select
        *,
        {{ queue_id('source_system', 'planned_ref') }} as queue_id
    from {{ ref('stg_crm__schedules') }}
    where planned_kind = 'queue' and ended_at > started_at
),

spells as (
    select
        pools.pool_id,
        pools.time_zone,
        plans.planned_count,
        plans.started_at as begins_at,
        {{ seconds_between('plans.started_at', 'plans.ended_at') }} as lasts_seconds
    from plans
    inner join {{ ref('int_queues_pooled') }} as pools
        on plans.queue_id = pools.queue_id
),

{{ half_hours('spells', ['pool_id', 'time_zone', 'planned_count', 'lasts_seconds']) }},

plans_split_into_intervals as (
    select
        pool_id,
        interval_start_at,
        {{ as_double('sum(planned_count * lasts_seconds * part) / 1800') }}
            as scheduled_count
    from spells_split
    group by pool_id, interval_start_at
)

select * from plans_split_into_intervals
