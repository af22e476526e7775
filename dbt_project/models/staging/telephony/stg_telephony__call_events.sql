-- Grain: one row per event of a call, with the leg that it belongs to: a call begins
-- one each time that it enters a queue. Its record as a whole belongs to the first.
with

-- The first that is heard of a call in a queue begins a leg as well: its beginning has
-- not been delivered.
events_begun as (
    select
        *,
        case
            when kind = 'queued' then 1
            when queue is not null and row_number() over in_queue = 1 then 1
            else 0
        end as is_beginning
    from {{ ref('stg_telephony__events_of_calls') }}
    window in_queue as (
        partition by source_system, call_id, is_record, queue
        order by occurred_at, _delivery_id, sequence, event_id
    )
),

events_numbered as (
    select
        *,
        sum(is_beginning) over (
            partition by source_system, call_id, is_record
            order by occurred_at, _delivery_id, sequence, event_id
            rows between unbounded preceding and current row
        ) as beginning_number
    from events_begun
),

-- What a queue says is of the last leg in that queue, whatever else the call has begun.
events_counted as (
    select
        *,
        case
            when queue is null then beginning_number
            else max(case when is_beginning = 1 then beginning_number end) over (
                partition by source_system, call_id, is_record, queue
                order by occurred_at, _delivery_id, sequence, event_id
                rows between unbounded preceding and current row
            )
        end as beginning_count
    from events_numbered
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
