-- Grain: one row per event of a call, with the call that it belongs to. The call by
-- which an agent asked before handing one on is a part of that one. What happened
-- long after all else of a call is of another with its number: switches begin to
-- count anew, and clocks that were not set write of another decade.
with

events as (
    select
        delivered.source_system,
        delivered.event_id,
        coalesce(consultations.handed_call_id, delivered.call_id) as call_id,
        -- A record names its own call as the first too: of two with one number neither
        -- began the other.
        case
            when
                delivered.initial_call_id not in (
                    delivered.call_id,
                    coalesce(consultations.handed_call_id, delivered.call_id)
                )
                then delivered.initial_call_id
        end as initial_call_id,
        delivered.occurred_at,
        delivered.sequence,
        delivered.kind,
        delivered.queue,
        delivered.agent_ref,
        delivered.identifier_key,
        delivered.direction,
        delivered.began_at,
        delivered.answered_at,
        delivered.wait_s,
        delivered.talk_s,
        delivered.disposition,
        delivered._load_id,
        delivered._delivery_id,
        case when delivered.kind = 'recorded' then 1 else 0 end as is_record
    from {{ source('telephony', 'call_events') }} as delivered
    left join {{ ref('stg_telephony__consultations') }} as consultations
        on
            delivered.source_system = consultations.source_system
            and delivered.call_id = consultations.call_id
    where
        delivered.call_id is not null
        and delivered.kind in (
            'queued', 'not_answered', 'answered', 'completed', 'transferred',
            'abandoned', 'left', 'recorded'
        )
),

events_spaced as (
    select
        *,
        case
            when
                occurred_at > {{ add_seconds(
                    'lag(occurred_at) over happened', '3600 * ' ~ window('longest_call')
                ) }}
                then 1
            else 0
        end as is_apart
    from events
    window happened as (
        partition by source_system, call_id
        order by occurred_at, _delivery_id, sequence, event_id
    )
),

events_apart as (
    select
        *,
        sum(is_apart) over (
            partition by source_system, call_id
            order by occurred_at, _delivery_id, sequence, event_id
            rows between unbounded preceding and current row
        ) as apart_count,
        max(_load_id) over (partition by source_system, call_id) as newest_load_id
    from events_spaced
),

events_of_calls as (
    select
        source_system,
        event_id,
        initial_call_id,
        occurred_at,
        sequence,
        kind,
        queue,
        agent_ref,
        identifier_key,
        direction,
        began_at,
        answered_at,
        wait_s,
        talk_s,
        disposition,
        newest_load_id as _load_id,
        _delivery_id,
        is_record,
        call_id || case
            when apart_count > 0 then '/' || cast(apart_count + 1 as integer) else ''
        end as call_id
    from events_apart
)

select * from events_of_calls
