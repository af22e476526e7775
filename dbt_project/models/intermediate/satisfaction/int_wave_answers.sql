-- Grain: one row per period, survey, measure, subject, scale and customer: the
-- customer's last answer there.
{{ config(materialized='table') }}
with

answers as (
    select
        answers.answer_id,
        answers.owner_id,
        answers.survey,
        answers.measure,
        coalesce(answers.subject, 'own') as subject,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.submitted_at,
        answers.submitted_date,
        answers.score_100,
        coalesce(weighed.weight, 1) as weight,
        -- Reichheld's score on 0 to 10; all else as it was asked.
        case
            when answers.measure = 'satisfaction' then answers.value
            when answers.value >= 9 then 100
            when answers.value <= 6 then -100
            else 0
        end as score,
        -- The two best points of a scale of at least four.
        case
            when
                answers.measure = 'satisfaction'
                and answers.scale_high - answers.scale_low >= 3
                then case
                    when answers.direction = 'lower_better'
                        then answers.value <= answers.scale_low + 1
                    else answers.value >= answers.scale_high - 1
                end
        end as is_top_two
    from {{ ref('core__survey_answers') }} as answers
    left join {{ ref('int_responses_weighed') }} as weighed
        on answers.response_id = weighed.response_id
    where
        answers.respondent = 'customer'
        and answers.measure in ('satisfaction', 'recommendation')
        and answers.touchpoint is null
        and answers.dimension is null
        and answers.score_100 is not null
        and answers.submitted_date is not null
        and (
            answers.measure = 'satisfaction'
            or (answers.scale_low = 0 and answers.scale_high = 10)
        )
),

answers_in_periods as (
    {% for period, months in [('month', 1), ('quarter', 3), ('year', 12)] %}
    select
        answers.*,
        '{{ period }}' as period,
        {{ months }} as period_months,
        cast(date_trunc('{{ period }}', answers.submitted_date) as date)
            as period_start
    from answers
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

answers_ranked as (
    select
        *,
        row_number() over (
            partition by
                period,
                period_start,
                survey,
                measure,
                subject,
                scale_low,
                scale_high,
                direction,
                owner_id
            order by submitted_at desc, answer_id desc
        ) as recency
    from answers_in_periods
),

wave_answers as (
    select
        period,
        period_start,
        {{ add_months('period_start', '-period_months') }} as period_before_start,
        {{ add_months('period_start', 'period_months') }} as period_end,
        survey,
        measure,
        subject,
        scale_low,
        scale_high,
        direction,
        owner_id,
        score,
        score_100,
        is_top_two,
        weight
    from answers_ranked
    where recency = 1
)

select * from wave_answers
