-- Grain: one row per score, comment and reason of a rating. Good and bad are the two
-- ends of a scale of two.
with

ratings as (
    select
        _row_number,
        coalesce(record, cast(to_json(delivered) as varchar)) as record
    from delivered
),

records as (
    select
        _row_number,
        record,
        record ->> '$.id' as response_id,
        split_part(record ->> '$.score', '_', 1) as score,
        utc(
            coalesce(
                nullif(record ->> '$.updated_at', ''), record ->> '$.created_at'
            ),
            'UTC'
        ) as version_at
    from ratings
),

scores as (
    select
        _row_number,
        response_id,
        'score' as question_id,
        -- A score that nobody knows measures nothing, which is said with its load.
        case when score in ('good', 'bad') then 'satisfaction' end as measure,
        'own' as subject,
        '0' as scale_low,
        '1' as scale_high,
        'higher_better' as direction,
        case when score = 'good' then '1' when score = 'bad' then '0' end as value,
        score as choice,
        version_at
    from records
    where score not in ('offered', 'unoffered')
),

comments as (
    select
        _row_number,
        response_id,
        'comment' as question_id,
        'comment' as measure,
        record ->> '$.comment' as text,
        version_at
    from records
    where trim(record ->> '$.comment') <> ''
),

reasons as (
    select
        _row_number,
        response_id,
        'reason' as question_id,
        record ->> '$.reason' as choice,
        version_at
    from records
    where trim(record ->> '$.reason') <> ''
),

answers as (
    select * from scores
    union all by name
    select * from comments
    union all by name
    select * from reasons
)

select * from answers
