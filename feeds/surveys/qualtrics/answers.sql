-- Grain: one row per mapped question that a respondent answered. A blank is no answer;
-- a code that says nothing (do not know) is an answer without a value.
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

cells as (
    select
        unpivoted.* exclude (cell),
        trim(unpivoted.cell) as cell
    from (
        unpivot (
            select * from delivered
            where not qualtrics_trial(Status, DistributionChannel)
        )
        on columns(
            * exclude (_row_number, ResponseId, RecordedDate, SurveyId)
        )
        into name column_name value cell
    ) as unpivoted
    where trim(unpivoted.cell) <> ''
),

codes as (
    select
        question,
        survey,
        split_part(pair, '=', 1) as code,
        split_part(pair, '=', 2) as value
    from (
        select question, survey, unnest(string_split("values", '|')) as pair
        from questions
    ) as pairs
),

cells_mapped as (
    select
        cells.*,
        questions.* exclude (question, survey),
        codes.value as coded,
        list_contains(string_split(null_codes, '|'), cells.cell) as is_null_code
    from cells
    inner join questions
        on
            cells.column_name = questions.question
            and (questions.survey is null or cells.SurveyId = questions.survey)
    left join codes
        on
            questions.question = codes.question
            and questions.survey is not distinct from codes.survey
            and cells.cell = codes.code
),

answers as (
    select
        cells_mapped._row_number,
        cells_mapped.ResponseId as response_id,
        cells_mapped.column_name as question_id,
        asked.value as question,
        cells_mapped.measure,
        cells_mapped.subject,
        cells_mapped.touchpoint,
        cells_mapped.dimension,
        cells_mapped.stage,
        cells_mapped.scale_low,
        cells_mapped.scale_high,
        cells_mapped.direction,
        case
            when coalesce(is_null_code, false) then null
            when coalesce(form, 'number') <> 'number' then null
            when "values" is null then cell
            else coalesce(coded, 'no code of this question: ' || cell)
        end as value,
        case when form = 'choice' and not coalesce(is_null_code, false) then cell end
            as choice,
        case when form = 'text' then cell end as text,
        utc(RecordedDate, import_zone.zone) as version_at
    from cells_mapped
    cross join import_zone
    left join header as asked
        on cells_mapped.column_name = asked.column_name and asked.line = 2
)

select * from answers
