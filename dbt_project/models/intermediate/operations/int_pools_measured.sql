-- Grain: one row per pool of queues: its standards, how long its callers are patient
-- and its agents take. Patience is the time waited by everybody over the number who
-- gave up: the maximum-likelihood mean of exponential patience of which an answer cuts
-- the rest off (Mandelbaum and Zeltyn 2004).
with

contacts as (
    select
        pools.pool_id,
        pools.time_zone,
        contacts.*,
        contacts.talk_seconds
        + coalesce(contacts.hold_seconds, 0)
        + coalesce(contacts.wrap_seconds, 0) as handle_seconds
    from {{ ref('int_contacts_judged') }} as contacts
    inner join {{ ref('int_queues_pooled') }} as pools
        on contacts.queue_id = pools.queue_id
    where contacts.is_demand
),

pools as (
    select
        pool_id,
        min(sole_queue_id) as sole_queue_id,
        min(time_zone) as time_zone
    from {{ ref('int_queues_pooled') }}
    group by pool_id
),

waits_and_work as (
    select
        pool_id,
        sum(wait_seconds) as wait_seconds_sum,
        count(*) filter (where is_abandoned) as abandoned_count,
        count(handle_seconds) filter (where is_answered) as handled_count,
        avg(handle_seconds) filter (where is_answered) as handle_seconds
    from contacts
    group by pool_id
),

pools_measured as (
    select
        pools.pool_id,
        pools.sole_queue_id,
        pools.time_zone,
        {{ window_of_queue('service_level', 'pools.pool_id') }} as answer_seconds,
        {{ window('short_abandon') }} as short_abandon_seconds,
        {{ window_of_queue('service_level_share', 'pools.pool_id') }}
            as service_level_standard,
        {{ window_of_queue('occupancy_limit', 'pools.pool_id') }} as occupancy_limit,
        {{ window_of_queue('shrinkage', 'pools.pool_id') }} as shrinkage,
        {{ as_double('waits_and_work.wait_seconds_sum') }}
        / nullif(waits_and_work.abandoned_count, 0) as patience_seconds,
        coalesce(waits_and_work.abandoned_count, 0) as patience_count,
        {{ as_double('waits_and_work.handle_seconds') }} as handle_seconds
    from pools
    left join waits_and_work on pools.pool_id = waits_and_work.pool_id
)

select * from pools_measured
