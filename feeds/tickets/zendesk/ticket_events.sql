-- Grain: one row per changed field of a ticket, per comment on it, per event of another
-- kind that an audit holds, or per event of a metric's clock. No comment's text
-- and no value of a field that may hold free text or personal data is kept.
with

changes as (
    select
        _row_number,
        'history:' || ticket_id || ':' || field_name || ':' || updated as event_id,
        ticket_id,
        utc(updated, getvariable('time_zone')) as occurred_at,
        user_id as actor_ref,
        -- Zendesk writes -1 for its own automations; else only the user table knows.
        case when user_id = '-1' then 'system' end as actor_role,
        case when field_name = 'assignee_id' then 'assignment' else field_name end
            as kind,
        cast(null as varchar) as is_public,
        zendesk_value(field_name, value) as new_value,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where record is null and field_name is not null
),

comments as (
    select
        _row_number,
        'comment:' || id as event_id,
        ticket_id,
        utc(created, getvariable('time_zone')) as occurred_at,
        user_id as actor_ref,
        -- Customers cannot write internally; who wrote in public, the user table knows.
        case
            when user_id = '-1' then 'system'
            when lower(public) = 'false' then 'agent'
        end as actor_role,
        'comment' as kind,
        lower(public) as is_public,
        cast(null as varchar) as new_value,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where record is null and field_name is null
),

-- An audit without an event is one: that somebody looked is kept as well.
audited as (
    select
        _row_number,
        record,
        unnest(
            case
                when json_array_length(record, '$.events') > 0
                    then json_extract(record, '$.events[*]')
                else [null]
            end
        ) as event
    from delivered
    where (record ->> '$.metric') is null and record is not null
),

audited_read as (
    select
        _row_number,
        'audit:' || coalesce(event ->> '$.id', record ->> '$.id') as event_id,
        record ->> '$.ticket_id' as ticket_id,
        utc(record ->> '$.created_at', 'UTC') as occurred_at,
        coalesce(event ->> '$.author_id', record ->> '$.author_id') as actor_ref,
        lower(coalesce(event ->> '$.type', 'audit')) as type,
        event ->> '$.field_name' as field_name,
        event ->> '$.value' as value,
        event ->> '$.previous_value' as previous_value,
        event ->> '$.public' as is_public
    from audited
),

audit_events as (
    select
        _row_number,
        event_id,
        ticket_id,
        occurred_at,
        actor_ref,
        case
            when actor_ref = '-1' then 'system'
            when type = 'comment' and is_public = 'false' then 'agent'
        end as actor_role,
        case
            when type not in ('create', 'change') then type
            when field_name = 'assignee_id' then 'assignment'
            else field_name
        end as kind,
        case when type = 'comment' then is_public end as is_public,
        zendesk_value(field_name, previous_value) as old_value,
        zendesk_value(field_name, value) as new_value,
        occurred_at as version_at
    from audited_read
),

-- reply_time_fulfill: an agent answered. A deleted event keeps its row and its name.
metric_events as (
    select
        _row_number,
        'metric:' || (record ->> '$.id') as event_id,
        record ->> '$.ticket_id' as ticket_id,
        utc(record ->> '$.time', 'UTC') as occurred_at,
        'system' as actor_role,
        case when (record ->> '$.deleted') = 'true' then 'deleted_' else '' end
        || (record ->> '$.metric') || '_' || (record ->> '$.type') as kind,
        utc(record ->> '$.time', 'UTC') as version_at
    from delivered
    where (record ->> '$.metric') is not null
),

events as (
    select * from changes
    union all by name
    select * from comments
    union all by name
    select * from audit_events
    union all by name
    select * from metric_events
)

select * from events
