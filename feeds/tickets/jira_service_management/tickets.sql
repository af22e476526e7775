-- Grain: one row per issue as it stood when it was delivered.
with

records as (
    select
        _row_number,
        record,
        json_extract(record, '$.fields') as fields,
        jira_person(record, '$.fields.reporter') as reporter,
        record ->> '$.fields.issuetype.name' as issue_type
    from delivered
),

records_worded as (
    select
        *,
        coalesce(
            jira_status(fields ->> '$.status.name'),
            case fields ->> '$.status.statusCategory.key'
                when 'new' then 'new'
                when 'indeterminate' then 'open'
                when 'done' then 'closed'
            end,
            fields ->> '$.status.name'
        ) as status
    from records
),

tickets as (
    select
        _row_number,
        record ->> '$.key' as ticket_id,
        reporter as customer_ref,
        case when reporter is not null then 'account' end as customer_ref_kind,
        utc(fields ->> '$.created', getvariable('time_zone')) as opened_at,
        fields ->> '$.project.key' as brand,
        -- What is not of the templates is not taken for something else.
        case
            when lower(issue_type) like '%question%' then 'question'
            when regexp_matches(lower(issue_type), 'incident|problem|bug')
                then 'problem'
            when lower(issue_type) like '%complaint%' then 'complaint'
            when regexp_matches(lower(issue_type), 'request|task|change|it help')
                then 'task'
        end as kind,
        issue_type as issue,
        status,
        lower(fields ->> '$.priority.name') as priority,
        jira_person(fields, '$.assignee') as assignee_ref,
        -- A resolution that a reopened issue has lost is no solution.
        case
            when status in ('solved', 'closed')
                then utc(fields ->> '$.resolutiondate', getvariable('time_zone'))
        end as solved_at,
        'false' as is_deleted,
        utc(fields ->> '$.updated', getvariable('time_zone')) as version_at
    from records_worded
)

select * from tickets
