-- Grain: one row per identifier of a reporter: their own number, by which issues name
-- them, and the address, where they let it be seen.
with

reporters as (
    select
        _row_number,
        jira_person(record, '$.fields.reporter') as id,
        nullif(lower(trim(record ->> '$.fields.reporter.emailAddress')), '') as email,
        utc(record ->> '$.fields.updated', getvariable('time_zone')) as version_at
    from delivered
    where jira_person(record, '$.fields.reporter') is not null
),

customer_identifiers as (
    select
        _row_number,
        id as customer_id,
        'account' as kind,
        id as value,
        version_at
    from reporters
    union all
    select _row_number, id, 'email', email, version_at
    from reporters
    where email is not null
)

select * from customer_identifiers
