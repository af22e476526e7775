-- Grain: one row per queue and interval in which attempts met a busy line.
with

blocked_calls as (
    select * from {{ source('telephony', 'blocked_calls') }}
),

blocked_calls_renamed as (
    select
        source_system,
        queue,
        started_at,
        ended_at,
        attempts as attempt_count,
        _load_id
    from blocked_calls
)

select * from blocked_calls_renamed
