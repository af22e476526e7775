-- Grain: one row per changed field of an issue (status, assignee, priority), or per
-- comment on it. No comment's text is kept.
with

records as (
    select
        _row_number,
        record,
        record ->> '$.key' as ticket_id,
        utc(record ->> '$.fields.updated', getvariable('time_zone')) as version_at
    from delivered
),

histories as (
    select
        _row_number,
        ticket_id,
        version_at,
        unnest(json_extract(record, '$.changelog.histories[*]')) as history
    from records
),

items as (
    select
        *,
        unnest(json_extract(history, '$.items[*]')) as item
    from histories
),

items_read as (
    select
        _row_number,
        ticket_id,
        version_at,
        history,
        lower(item ->> '$.field') as field,
        item ->> '$.fromString' as from_name,
        item ->> '$.toString' as to_name,
        item ->> '$.from' as from_number,
        item ->> '$.to' as to_number
    from items
),

changes as (
    select
        _row_number,
        'history:' || (history ->> '$.id') || ':' || field as event_id,
        ticket_id,
        utc(history ->> '$.created', getvariable('time_zone')) as occurred_at,
        jira_person(history, '$.author') as actor_ref,
        jira_role(history ->> '$.author.accountType') as actor_role,
        case
            when field = 'assignee' then 'assignment'
            when field = 'status' and jira_status(to_name) is null
                then 'unknown_status'
            else field
        end as kind,
        case field
            when 'status' then coalesce(jira_status(from_name), from_name)
            when 'assignee' then from_number
            else lower(from_name)
        end as old_value,
        case field
            when 'status' then coalesce(jira_status(to_name), to_name)
            when 'assignee' then to_number
            else lower(to_name)
        end as new_value,
        cast(null as varchar) as is_public,
        version_at
    from items_read
    where field in ('status', 'assignee', 'priority')
),

comments_listed as (
    select
        _row_number,
        ticket_id,
        version_at,
        unnest(json_extract(record, '$.fields.comment.comments[*]')) as comment
    from records
),

comments as (
    select
        _row_number,
        'comment:' || (comment ->> '$.id') as event_id,
        ticket_id,
        utc(comment ->> '$.created', getvariable('time_zone')) as occurred_at,
        jira_person(comment, '$.author') as actor_ref,
        jira_role(comment ->> '$.author.accountType') as actor_role,
        'comment' as kind,
        cast(null as varchar) as old_value,
        cast(null as varchar) as new_value,
        comment ->> '$.jsdPublic' as is_public,
        version_at
    from comments_listed
),

ticket_events as (
    select * from changes
    union all
    select * from comments
)

select * from ticket_events
