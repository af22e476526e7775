-- Grain: one row per queue of a system; `-` is work without a queue.
with

queues as (
    select
        queue_id,
        source_system,
        queue,
        time_zone,
        has_rings
    from {{ ref('int_queues_zoned') }}
)

select * from queues
