-- Grain: one row per question of an interview that was not left blank. A code that says
-- nothing (never used, do not know) is an answer without a value.
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

cells as (
    select
        unpivoted._row_number,
        unpivoted."RESPNUM" as respondent_number,
        unpivoted.column_name,
        upper(whole_number(unpivoted.cell)) as cell
    from (
        unpivot (select * from delivered)
        on columns(* exclude (_row_number, "RESPNUM"))
        into name column_name value cell
    ) as unpivoted
    where trim(unpivoted.cell) <> ''
),

codes as (
    select
        question,
        split_part(pair, '=', 1) as code,
        split_part(pair, '=', 2) as value
    from (
        select
            question,
            unnest(string_split("values", '|')) as pair
        from questions
    ) as pairs
),

cells_mapped as (
    select
        cells.*,
        questions.* exclude (question),
        codes.value as coded,
        list_contains(string_split(null_codes, '|'), cells.cell) as is_null_code
    from cells
    inner join questions on cells.column_name = questions.question
    left join codes
        on questions.question = codes.question and cells.cell = codes.code
    where not list_contains(string_split(blank_codes, '|'), cells.cell)
),

answers as (
    select
        cells_mapped._row_number,
        survey.survey_year || '-'
        || nullif(whole_number(cells_mapped.respondent_number), '') as response_id,
        cells_mapped.column_name as question_id,
        cells_mapped.measure,
        'own' as subject,
        cells_mapped.touchpoint,
        cells_mapped.dimension,
        cells_mapped.scale_low,
        cells_mapped.scale_high,
        cells_mapped.direction,
        case
            when coalesce(is_null_code, false) then null
            when "values" is null then cell
            else coalesce(coded, 'no code of this question: ' || cell)
        end as value
    from cells_mapped
    cross join survey
)

select * from answers
