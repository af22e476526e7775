-- Grain: one row per queue and half hour of its clock in which agents were present or
-- attempts met a busy line. Presence stands where it fell, attempts where their
-- interval began.
{{ config(materialized='table') }}
with recursive

states as (
    select
        *,
        {{ queue_id('source_system', 'queue') }} as queue_id
    from {{ ref('stg_telephony__agent_states') }}
),

blocked_calls as (
    select
        *,
        {{ queue_id('source_system', 'queue') }} as queue_id
    from {{ ref('stg_telephony__blocked_calls') }}
),

states_judged as (
    select
        states.*,
        coalesce(own.is_present, common.is_present, false) as is_present
    from states
    left join {{ ref('agent_states') }} as own
        on states.source_system = own.source_system and states.state = own.state
    left join {{ ref('agent_states') }} as common
        on common.source_system = '*' and states.state = common.state
),

spells as (
    select
        states_judged.queue_id,
        queues.time_zone,
        states_judged.started_at as begins_at,
        {{ seconds_between('states_judged.started_at', 'states_judged.ended_at') }}
            as lasts_seconds,
        cast(0 as bigint) as attempt_count
    from states_judged
    inner join {{ ref('int_queues_zoned') }} as queues
        on states_judged.queue_id = queues.queue_id
    where
        states_judged.is_present
        and states_judged.ended_at > states_judged.started_at
    union all
    select
        blocked_calls.queue_id,
        queues.time_zone,
        blocked_calls.started_at as begins_at,
        0 as lasts_seconds,
        blocked_calls.attempt_count
    from blocked_calls
    inner join {{ ref('int_queues_zoned') }} as queues
        on blocked_calls.queue_id = queues.queue_id
    where blocked_calls.attempt_count > 0
),

{{ half_hours('spells', ['queue_id', 'time_zone', 'lasts_seconds', 'attempt_count']) }},

intervals_observed as (
    select
        queue_id,
        interval_start_at,
        {{ to_zone('interval_start_at', 'time_zone') }} as interval_local_at,
        {{ as_double('sum(lasts_seconds * part)') }} as present_seconds,
        cast(sum(attempt_count) as bigint) as busy_count
    from spells_split
    group by queue_id, interval_start_at, time_zone
)

select * from intervals_observed
