-- Grain: one row per leg of a call of which events were delivered. What no event says
-- is worked out from the seconds that a later one counts; without an end it goes on.
{{ config(materialized='table') }}
with

events as (
    select * from {{ ref('stg_telephony__call_events') }}
),

legs as (
    select
        source_system,
        call_id,
        leg_number,
        min(queue) as queue,
        min(case when kind = 'queued' then occurred_at end) as recorded_queued_at,
        min({{ add_seconds(
            'occurred_at', '-(wait_seconds + coalesce(talk_seconds, 0))'
        ) }}) as reckoned_queued_at,
        min(case when kind = 'answered' then occurred_at end) as recorded_answered_at,
        min(case
            when kind in ('completed', 'transferred')
                then {{ add_seconds('occurred_at', '-talk_seconds') }}
        end) as reckoned_answered_at,
        max(case
            when kind in ('completed', 'transferred', 'abandoned', 'left')
                then occurred_at
        end) as left_at,
        max(wait_seconds) as wait_seconds,
        max(case when kind <> 'recorded' then talk_seconds end) as talk_seconds,
        max(case
            when kind in ('answered', 'completed', 'transferred') then agent_ref
        end) as agent_ref,
        bool_or(kind in ('answered', 'completed', 'transferred')) as is_answered,
        bool_or(kind = 'abandoned') as is_abandoned,
        max(case when kind = 'left' then disposition end) as left_disposition
    from events
    group by source_system, call_id, leg_number
),

calls as (
    select
        source_system,
        call_id,
        bool_or(kind <> 'recorded') as is_queued,
        coalesce(max(initial_call_id), call_id) as initial_call_id,
        coalesce(
            min(case when kind = 'queued' then identifier_key end),
            min(identifier_key)
        ) as identifier_key,
        min(began_at) as began_at,
        min(answered_at) as answered_at,
        max(case when kind = 'recorded' then occurred_at end) as ended_at,
        max(case when kind = 'recorded' then talk_seconds end) as talk_seconds,
        max(case when kind = 'recorded' then agent_ref end) as agent_ref,
        min(direction) as direction,
        min(case when kind = 'recorded' then disposition end) as disposition,
        max(_load_id) as _load_id
    from events
    group by source_system, call_id
),

contacts_assembled as (
    select
        legs.source_system,
        legs.call_id || case
            when legs.leg_number > 1 then ':' || legs.leg_number else ''
        end as contact_id,
        calls.initial_call_id as initial_contact_id,
        case legs.leg_number
            when 1 then null
            when 2 then legs.call_id
            else legs.call_id || ':' || (legs.leg_number - 1)
        end as parent_contact_id,
        case when calls.is_queued then 'inbound' else calls.direction end as direction,
        calls.identifier_key,
        legs.queue,
        coalesce(
            case when legs.leg_number = 1 then calls.began_at end,
            legs.recorded_queued_at,
            legs.reckoned_queued_at,
            legs.recorded_answered_at,
            legs.left_at,
            calls.ended_at
        ) as entered_at,
        case
            when legs.leg_number = 1 and calls.began_at is not null
                then legs.recorded_queued_at
        end as menu_left_at,
        coalesce(legs.recorded_queued_at, legs.reckoned_queued_at) as queued_at,
        case
            when calls.is_queued
                then coalesce(legs.recorded_answered_at, legs.reckoned_answered_at)
            else calls.answered_at
        end as answered_at,
        case when calls.is_queued then legs.left_at else calls.ended_at end as ended_at,
        legs.wait_seconds,
        case when calls.is_queued then legs.talk_seconds else calls.talk_seconds end
            as talk_seconds,
        case when calls.is_queued then legs.agent_ref else calls.agent_ref end
            as agent_ref,
        case
            when not calls.is_queued then calls.disposition
            when legs.is_answered then 'answered'
            when legs.is_abandoned then 'abandoned'
            else legs.left_disposition
        end as disposition,
        case when legs.is_abandoned then 'queue' end as abandoned_where,
        calls._load_id
    from legs
    inner join calls
        on legs.source_system = calls.source_system and legs.call_id = calls.call_id
)

select * from contacts_assembled
