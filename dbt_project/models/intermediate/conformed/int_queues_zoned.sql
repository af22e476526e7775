-- Grain: one row per system and queue, with the zone in which its days are cut: by the
-- seed's row of this queue, else of the whole system, else the zone of the system's
-- files.
{{ config(materialized='table') }}
with

queues_named as (
    select
        source_system,
        queue_id,
        queue
    from {{ ref('stg_telephony__contacts') }}
    union
    select
        source_system,
        source_system || ':' || coalesce(team, '-') as queue_id,
        coalesce(team, '-') as queue
    from {{ ref('stg_tickets__tickets') }}
),

queues_zoned as (
    select
        queues_named.queue_id,
        queues_named.source_system,
        queues_named.queue,
        coalesce(own.time_zone, common.time_zone, systems.time_zone, 'UTC') as time_zone
    from queues_named
    left join {{ ref('queues') }} as own
        on
            queues_named.source_system = own.source_system
            and queues_named.queue = own.queue
    left join {{ ref('queues') }} as common
        on
            queues_named.source_system = common.source_system
            and common.queue = '*'
    left join {{ source('audit', 'systems') }} as systems
        on queues_named.source_system = systems.source_system
)

select * from queues_zoned
