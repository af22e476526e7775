-- Grain: one row per response, finished or not.
with

records as (
    select
        _row_number,
        record,
        nullif(trim(record ->> '$.custom_variables.customer_id'), '') as account,
        nullif(
            lower(
                trim(
                    coalesce(
                        nullif(record ->> '$.email_address', ''),
                        record ->> '$.metadata.contact.email.value'
                    )
                )
            ),
            ''
        ) as email,
        lower(record ->> '$.response_status') as status,
        lower(record ->> '$.collection_mode') as collection_mode
    from delivered
),

responses as (
    select
        _row_number,
        record ->> '$.id' as response_id,
        coalesce(record ->> '$.survey_id', 'surveymonkey') as survey,
        nullif(record ->> '$.recipient_id', '') as invitation_id,
        record ->> '$.custom_variables.wave' as wave,
        case when surveymonkey_trial(collection_mode) then 'test' else 'customer' end
            as respondent,
        coalesce(account, email) as customer_ref,
        case
            when account is not null then 'account'
            when email is not null then 'email'
        end as customer_ref_kind,
        case when account is not null then 'standard' end as customer_ref_issued_by,
        record ->> '$.custom_variables.contact_id' as contact_id,
        record ->> '$.custom_variables.ticket_id' as ticket_id,
        record ->> '$.custom_variables.order_id' as order_id,
        utc(record ->> '$.date_created', getvariable('time_zone')) as started_at,
        utc(record ->> '$.date_modified', getvariable('time_zone')) as submitted_at,
        case when status = 'completed' then 'true' else 'false' end as is_finished,
        case when collection_mode = 'data_entry' then 'comment_card' else 'web' end
            as mode,
        record ->> '$.metadata.respondent.language.value' as language,
        utc(record ->> '$.date_modified', getvariable('time_zone')) as version_at
    from records
)

select * from responses
