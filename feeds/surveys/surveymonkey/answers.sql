-- Grain: one row per question that was answered, and row of it in a matrix.
with

records as (
    select
        _row_number,
        record ->> '$.id' as response_id,
        utc(record ->> '$.date_modified', getvariable('time_zone')) as version_at,
        unnest(json_extract(record, '$.pages[*]')) as page
    from delivered
    where not surveymonkey_trial(record ->> '$.collection_mode')
),

questions_answered as (
    select
        * exclude (page),
        unnest(json_extract(page, '$.questions[*]')) as asked
    from records
),

answers_given as (
    select
        * exclude (asked),
        asked ->> '$.id' as question_number,
        asked ->> '$.heading' as question,
        unnest(json_extract(asked, '$.answers[*]')) as answer
    from questions_answered
),

-- The second scale of a matrix (col_id) makes a question of its own.
answers_read as (
    select
        * exclude (answer, question_number),
        concat_ws(
            ':',
            question_number,
            nullif(answer ->> '$.row_id', ''),
            nullif(answer ->> '$.col_id', '')
        ) as question_id,
        coalesce(
            nullif(answer ->> '$.choice_id', ''), nullif(answer ->> '$.other_id', '')
        ) as choice,
        answer ->> '$.text' as text
    from answers_given
),

-- Several choices of one question are one answer.
answers_joined as (
    select
        _row_number,
        response_id,
        question_id,
        min(question) as question,
        string_agg(choice, '|' order by choice) as choice,
        string_agg(text, ' | ' order by text) as text,
        min(version_at) as version_at
    from answers_read
    group by all
),

codes as (
    select
        question,
        split_part(pair, '=', 1) as choice,
        split_part(pair, '=', 2) as value
    from (
        select question, unnest(string_split("values", '|')) as pair
        from questions
    ) as pairs
),

answers as (
    select
        answers_joined.* exclude (choice),
        questions.measure,
        questions.touchpoint,
        questions.stage,
        questions.scale_low,
        questions.scale_high,
        questions.direction,
        case when questions.measure is not null then 'own' end as subject,
        case
            when questions.measure is null
                or coalesce(questions.form, 'number') <> 'number'
                or list_contains(
                    string_split(coalesce(null_codes, ''), '|'), answers_joined.choice
                ) then null
            -- A question with a number of its own, such as a slider, has no choices.
            else coalesce(
                codes.value,
                'no code of this question: ' || answers_joined.choice,
                answers_joined.text
            )
        end as value,
        case
            when questions.measure is null or questions.form = 'choice'
                then answers_joined.choice
        end as choice
    from answers_joined
    left join questions on answers_joined.question_id = questions.question
    left join codes
        on
            answers_joined.question_id = codes.question
            and answers_joined.choice = codes.choice
)

select * from answers
