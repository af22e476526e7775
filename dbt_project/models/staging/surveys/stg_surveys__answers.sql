-- Grain: one row per answered question of a response; free text stays in raw.
with

answers_renamed as (
    select
        source_system,
        source_system || ':' || response_id || ':' || question_id as answer_id,
        source_system || ':' || response_id as response_id,
        question_id,
        measure,
        coalesce(subject, 'own') as subject,
        touchpoint,
        dimension,
        stage,
        scale_low,
        scale_high,
        direction,
        value,
        choice,
        _load_id
    from {{ source('surveys', 'answers') }}
)

select * from answers_renamed
