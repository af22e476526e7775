-- Grain: one row per queue: the pool it is staffed in, itself where no seed names one.
with

queues as (
    select * from {{ ref('core__queues') }}
),

queues_pooled as (
    select
        queues.queue_id,
        queues.time_zone,
        coalesce('pool:' || pools.pool, queues.queue_id) as pool_id,
        case when pools.pool is null then queues.queue_id end as sole_queue_id
    from queues
    left join {{ ref('queue_pools') }} as pools on queues.queue_id = pools.queue_id
)

select * from queues_pooled
