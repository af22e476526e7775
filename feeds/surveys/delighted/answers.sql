-- Grain: one row per answered question: the score, the comment, additional questions.
with

records as (
    select
        _row_number,
        record,
        record ->> '$.id' as response_id,
        lower(record ->> '$.survey_type') as survey_type,
        coalesce(
            utc_epoch(record ->> '$.updated_at'), utc_epoch(record ->> '$.created_at')
        ) as version_at
    from delivered
),

scores as (
    select
        _row_number,
        response_id,
        survey_type as question_id,
        record ->> '$.score' as value,
        version_at
    from records
    where (record ->> '$.score') is not null
),

comments as (
    select
        _row_number,
        response_id,
        'comment' as question_id,
        record ->> '$.comment' as text,
        version_at
    from records
    where trim(record ->> '$.comment') <> ''
),

additional as (
    select
        _row_number,
        response_id,
        version_at,
        unnest(json_extract(record, '$.additional_answers[*]')) as answer
    from records
),

-- Several choices are one answer; a question that was passed over is none.
additional_read as (
    select
        _row_number,
        response_id,
        answer ->> '$.question.id' as question_id,
        answer ->> '$.question.text' as question,
        answer ->> '$.value.scale' as value,
        coalesce(
            answer ->> '$.value.select_one.id',
            nullif(array_to_string(answer ->> '$.value.select_many[*].id', '|'), '')
        ) as choice,
        answer ->> '$.value.free_response' as text,
        version_at
    from additional
),

answers as (
    select * from scores
    union all by name
    select * from comments
    union all by name
    select * from additional_read
    where coalesce(value, choice, text) is not null
)

select
    answers.*,
    coalesce(
        questions.measure, case when question_id = 'comment' then 'comment' end
    ) as measure,
    questions.scale_low,
    questions.scale_high,
    questions.direction,
    case when questions.measure is not null then 'own' end as subject
from answers
left join questions on answers.question_id = questions.question
