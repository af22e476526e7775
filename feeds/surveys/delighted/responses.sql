-- Grain: one row per survey response.
with

records as (
    select
        _row_number,
        record,
        lower(record ->> '$.survey_type') as survey_type,
        nullif(
            trim(record ->> '$.person_properties.customer_id'), ''
        ) as account,
        nullif(lower(trim(record ->> '$.person.email')), '') as email,
        phone_number(record ->> '$.person.phone_number') as phone,
        -- Who is not expanded is a number of Delighted's own.
        coalesce(
            record ->> '$.person.id',
            case when json_type(record, '$.person') <> 'OBJECT'
                then record ->> '$.person' end
        ) as person
    from delivered
),

responses as (
    select
        records._row_number,
        record ->> '$.id' as response_id,
        coalesce(survey_type, 'delighted') as survey,
        record ->> '$.person_properties.wave' as wave,
        coalesce(questions.respondent, 'customer') as respondent,
        coalesce(account, email, phone, person) as customer_ref,
        case
            when account is not null then 'account'
            when email is not null then 'email'
            when phone is not null then 'phone'
            when person is not null then 'account'
        end as customer_ref_kind,
        case when account is not null then 'standard' end as customer_ref_issued_by,
        record ->> '$.person_properties.contact_id' as contact_id,
        record ->> '$.person_properties.ticket_id' as ticket_id,
        record ->> '$.person_properties.order_id' as order_id,
        utc_epoch(record ->> '$.created_at') as submitted_at,
        'true' as is_finished,
        'web' as mode,
        coalesce(
            utc_epoch(record ->> '$.updated_at'), utc_epoch(record ->> '$.created_at')
        ) as version_at
    from records
    left join questions on records.survey_type = questions.question
)

select * from responses
