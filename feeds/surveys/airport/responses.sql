-- Grain: one row per interview.
with

interviews as (
    select
        list("INTDATE" order by _row_number) as days,
        list("DAY" order by _row_number) as weekdays
    from delivered
),

interviews_dated as (
    select
        days,
        weekdays,
        airport_year(getvariable('file_name'), days, weekdays) as survey_year
    from interviews
),

survey as (
    select airport_year_checked(survey_year, days, weekdays) as survey_year
    from interviews_dated
),

responses as (
    select
        delivered._row_number,
        survey.survey_year || '-' || nullif(whole_number("RESPNUM"), '') as response_id,
        'airport' as survey,
        cast(survey.survey_year as varchar) as wave,
        'customer' as respondent,
        -- The time of day is not told: the day begins.
        case
            when trim("INTDATE") = '' then null
            else coalesce(
                utc_text(
                    from_local(
                        cast(
                            airport_date("INTDATE", survey.survey_year) as timestamp
                        ),
                        getvariable('time_zone')
                    )
                ),
                not_understood("INTDATE")
            )
        end as submitted_at,
        "WEIGHT" as weight,
        nullif(nullif(whole_number("LANG"), '0'), '') as language
    from delivered
    cross join survey
)

select * from responses
