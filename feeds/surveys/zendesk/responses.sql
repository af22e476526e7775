-- Grain: one row per rating asked for or given. A requester is a user of Zendesk, whom
-- the ticket feed's users identify.
with

ratings as (
    select
        *,
        coalesce(record ->> '$.updated_at', record ->> '$.created_at') as updated_at
    from delivered
),

responses as (
    select
        _row_number,
        record ->> '$.id' as response_id,
        'satisfaction_rating' as survey,
        'customer' as respondent,
        record ->> '$.requester_id' as customer_ref,
        case when (record ->> '$.requester_id') <> '' then 'account' end
            as customer_ref_kind,
        record ->> '$.ticket_id' as ticket_id,
        record ->> '$.group_id' as team,
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
