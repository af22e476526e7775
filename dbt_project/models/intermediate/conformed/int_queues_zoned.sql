-- Grain: one row per system and queue, with the zone in which its days are cut: by the
-- seed's row of this queue, else of the whole system, else the zone of the system's
-- files.
{{ config(materialized='table') }}
with

queues_contacted as (
    select
        source_system,
        queue_id,
        queue,
        bool_or(rings is not null) as has_rings
    from {{ ref('stg_telephony__contacts') }}
    group by source_system, queue_id, queue
    union all
    select distinct
        source_system,
        source_system || ':' || coalesce(team, '-') as queue_id,
        coalesce(team, '-') as queue,
        false as has_rings
    from {{ ref('stg_tickets__tickets') }}
),

-- Queues of which only presence, plans or busy lines tell.
queues_told as (
    select
        source_system,
        {{ queue_id('source_system', 'queue') }} as queue_id
    from {{ ref('stg_telephony__agent_states') }}
    union
    select
        source_system,
        {{ queue_id('source_system', 'queue') }} as queue_id
    from {{ ref('stg_telephony__blocked_calls') }}
    union
    select
        source_system,
        {{ queue_id('source_system', 'planned_ref') }} as queue_id
    from {{ ref('stg_crm__schedules') }}
    where planned_kind = 'queue'
),

queues_named as (
    select * from queues_contacted
    union all
    select
        split_part(queue_id, ':', 1) as source_system,
        queue_id,
        substr(queue_id, length(split_part(queue_id, ':', 1)) + 2) as queue,
        false as has_rings
    from queues_told
),

queues_grouped as (
    select
        queue_id,
        source_system,
        queue,
        bool_or(has_rings) as has_rings
    from queues_named
    group by queue_id, source_system, queue
),

queues_zoned as (
    select
        queues_grouped.queue_id,
        queues_grouped.source_system,
        queues_grouped.queue,
        coalesce(own.time_zone, common.time_zone, systems.time_zone, 'UTC')
            as time_zone,
        queues_grouped.has_rings
    from queues_grouped
    left join {{ ref('queues') }} as own
        on
            queues_grouped.source_system = own.source_system
            and queues_grouped.queue = own.queue
    left join {{ ref('queues') }} as common
        on
            queues_grouped.source_system = common.source_system
            and common.queue = '*'
    left join {{ source('audit', 'systems') }} as systems
        on queues_grouped.source_system = systems.source_system
)

select * from queues_zoned
