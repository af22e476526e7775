-- Grain: one row per rating asked for or given. A requester is a user of Zendesk, whom
-- the ticket feed's users identify.
with

records as (
    select
        _row_number,
        coalesce(record, cast(to_json(delivered) as varchar)) as record
    from delivered
),

ratings as (
    select
        *,
        nullif(record ->> '$.requester_id', '') as requester_id,
        coalesce(
            nullif(record ->> '$.updated_at', ''), record ->> '$.created_at'
        ) as updated_at
    from records
),

responses as (
    select
        _row_number,
        record ->> '$.id' as response_id,
        'satisfaction_rating' as survey,
        'customer' as respondent,
        requester_id as customer_ref,
        case when requester_id is not null then 'account' end as customer_ref_kind,
        record ->> '$.ticket_id' as ticket_id,
        nullif(record ->> '$.group_id', '') as team,
        case
            when (record ->> '$.score') not in ('offered', 'unoffered')
                then utc(updated_at, 'UTC')
        end as submitted_at,
        case
            when (record ->> '$.score') in ('offered', 'unoffered') then 'false'
            else 'true'
        end as is_finished,
        'web' as mode,
        utc(updated_at, 'UTC') as version_at
    from ratings
)

select * from responses
