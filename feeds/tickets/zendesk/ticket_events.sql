-- Grain: one row per changed field of a ticket, or per comment on it. No comment's text
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
        case
            when field_name = 'status' and lower(value) = 'on-hold' then 'hold'
            when field_name in ('status', 'priority', 'type') then lower(value)
            when field_name in (
                'assignee_id', 'group_id', 'brand_id', 'ticket_form_id', 'requester_id',
                'problem_id', 'satisfaction_score'
            ) then value
        end as new_value,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where field_name is not null
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
    where field_name is null
),

events as (
    select * from changes
    union all
    select * from comments
)

select * from events
