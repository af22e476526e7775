-- Grain: one row per response, finished or not.
with

-- Without the row of ImportIds the third row is somebody's answers: an export of
-- another form, of which the first responses would be lost.
import_zone as (
    select
        case
            when coalesce(bool_or(contains(value, 'ImportId')), false)
                then coalesce(
                    max(qualtrics_zone(value)) filter (where column_name = 'StartDate'),
                    getvariable('time_zone')
                )
            else error(
                'no ImportId in the third row: have it exported with three header rows'
            )
        end as zone
    from header
    where line = 3
),

responses as (
    select
        delivered._row_number,
        ResponseId as response_id,
        coalesce(nullif(trim(SurveyId), ''), 'qualtrics') as survey,
        Wave as wave,
        case
            when qualtrics_trial(Status, DistributionChannel) then 'test'
            when lower(Status) in ('32', '40', '48', 'ex', 'ex spam', 'ex offline')
                then 'employee'
            else 'customer'
        end as respondent,
        coalesce(
            nullif(trim(ExternalReference), ''), nullif(lower(trim(RecipientEmail)), '')
        ) as customer_ref,
        case
            when nullif(trim(ExternalReference), '') is not null then 'account'
            when nullif(trim(RecipientEmail), '') is not null then 'email'
        end as customer_ref_kind,
        case
            when nullif(trim(ExternalReference), '') is not null then 'standard'
        end as customer_ref_issued_by,
        ContactId as contact_id,
        TicketId as ticket_id,
        OrderId as order_id,
        utc(StartDate, zone) as started_at,
        utc(EndDate, zone) as submitted_at,
        lower(Finished) as is_finished,
        case
            when nullif(trim(DistributionChannel), '') is null then null
            when lower(DistributionChannel) in ('phone', 'cati', 'ivr') then 'phone'
            else 'web'
        end as mode,
        UserLanguage as language,
        utc(RecordedDate, zone) as version_at
    from delivered
    cross join import_zone
)

select * from responses
