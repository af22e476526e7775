-- Grain: one row per event of a call, with the leg that it belongs to: a call begins
-- one each time that it enters a queue. Its record as a whole belongs to the first.
-- What happened long after all else of a call is of another with its number: switches
-- begin to count anew, and clocks that were not set write of another decade.
with

events as (
    select
        source_system,
        event_id,
        call_id,
        -- A record names its own call as the first too: of two with one number neither
        -- began the other.
        nullif(initial_call_id, call_id) as initial_call_id,
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
        _load_id,
        _delivery_id,
        case when kind = 'recorded' then 1 else 0 end as is_record,
        case when kind = 'queued' then 1 else 0 end as is_beginning
    from {{ source('telephony', 'call_events') }}
    where
        call_id is not null
        and kind in (
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
        is_beginning,
        call_id || case
            when apart_count > 0 then '/' || cast(apart_count + 1 as integer) else ''
        end as call_id
    from events_apart
),

-- An event before the first that enters a queue is of a leg whose beginning has not
-- been delivered.
events_counted as (
    select
        *,
        sum(is_beginning) over (
            partition by source_system, call_id, is_record
            order by occurred_at, _delivery_id, sequence, event_id
            rows between unbounded preceding and current row
        ) as beginning_count
    from events_of_calls
),

events_of_legs as (
    select
        source_system,
        source_system || ':' || event_id as event_id,
        call_id,
        initial_call_id,
        case
            when is_record = 1 then 1
            else cast(
                beginning_count + 1 - min(
                    case when is_record = 0 then beginning_count end
                ) over (partition by source_system, call_id)
                as integer
            )
        end as leg_number,
        occurred_at,
        kind,
        queue,
        agent_ref,
        identifier_key,
        direction,
        began_at,
        answered_at,
        {{ as_double('wait_s') }} as wait_seconds,
        {{ as_double('talk_s') }} as talk_seconds,
        disposition,
        _load_id
    from events_counted
)

select * from events_of_legs
