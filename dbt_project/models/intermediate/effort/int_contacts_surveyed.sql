-- Grain: one row per surveyed contact. The latest customer answer to each question.
{{ config(materialized='table') }}
with

answers as (
    select
        contact_id,
        response_id,
        submitted_at,
        measure,
        score_100,
        row_number() over (
            partition by contact_id, measure
            order by submitted_at desc nulls last, answer_id desc
        ) as recency
    from {{ ref('core__survey_answers') }}
    where
        contact_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and measure in (
            'matter',
            'person',
            'complete',
            'new_need',
            'believed',
            'effort',
            'satisfaction'
        )
        -- What is said of a single touchpoint is no judgement of the whole.
        and (measure <> 'satisfaction' or (touchpoint is null and dimension is null))
),

contacts_surveyed as (
    select
        contact_id,
        count(distinct response_id) as response_count,
        max(submitted_at) as answered_at,
        max(case when measure = 'matter' then score_100 end) as matter_score,
        max(case when measure = 'person' then score_100 end) as person_score,
        max(case when measure = 'complete' then score_100 end) as complete_score,
        max(case when measure = 'new_need' then score_100 end) as new_need_score,
        max(case when measure = 'believed' then score_100 end) as believed_score,
        max(case when measure = 'effort' then score_100 end) as effort_score,
        max(case when measure = 'satisfaction' then score_100 end)
            as satisfaction_score
    from answers
    where recency = 1
    group by contact_id
)

select * from contacts_surveyed
