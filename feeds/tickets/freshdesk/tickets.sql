-- Grain: one row per ticket as it stood when it was delivered.
with

records as (
    select
        _row_number,
        record,
        nullif(record ->> '$.requester_id', '') as requester_id,
        record ->> '$.status' as status_code,
        record ->> '$.source' as source_code,
        record ->> '$.priority' as priority_code,
        trim(record ->> '$.type') as type
    from delivered
),

tickets as (
    select
        _row_number,
        record ->> '$.id' as ticket_id,
        requester_id as customer_ref,
        case when requester_id is not null then 'account' end as customer_ref_kind,
        utc(record ->> '$.created_at', getvariable('time_zone')) as opened_at,
        case
            when source_code is null then null
            when source_code in ('1', '10') then 'email'
            when source_code in ('2', '9') then 'web'
            when source_code = '3' then 'phone'
            when source_code = '7' then 'chat'
            else 'other'
        end as channel,
        record ->> '$.product_id' as brand,
        case
            when lower(type) = 'question' then 'question'
            when lower(type) in ('incident', 'problem') then 'problem'
            when lower(type) in ('feature request', 'service request', 'request')
                then 'task'
            when lower(type) in ('order', 'complaint') then lower(type)
        end as kind,
        type as issue,
        freshdesk_status(status_code) as status,
        coalesce(
            ['low', 'medium', 'high', 'urgent'][try_cast(priority_code as int)],
            priority_code
        ) as priority,
        record ->> '$.group_id' as team,
        record ->> '$.responder_id' as assignee_ref,
        utc(record ->> '$.stats.first_responded_at', getvariable('time_zone'))
            as first_response_at,
        case
            when status_code in ('4', '5')
                then utc(record ->> '$.stats.resolved_at', getvariable('time_zone'))
        end as solved_at,
        case
            when status_code = '5'
                then utc(record ->> '$.stats.closed_at', getvariable('time_zone'))
        end as closed_at,
        case
            when (record ->> '$.deleted') = 'true' or (record ->> '$.spam') = 'true'
                then 'true'
            else 'false'
        end as is_deleted,
        utc(record ->> '$.updated_at', getvariable('time_zone')) as version_at
    from records
)

select * from tickets
