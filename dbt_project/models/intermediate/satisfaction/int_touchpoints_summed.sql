-- Grain: one row per month, stage, touchpoint and scale. Satisfaction answers added up.
{% set key = 'month_start, stage, touchpoint, scale_low, scale_high, direction' %}
with

answers as (
    select
        *,
        {{ month_of('submitted_date') }} as month_start
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and submitted_date is not null
),

-- What the customer said of the whole: satisfaction with no touchpoint in particular.
whole as (
    select
        response_id,
        avg(score_100) as whole_score
    from answers
    where measure = 'satisfaction' and touchpoint is null
    group by response_id
),

-- What the customer said of how much a touchpoint matters, where that was asked.
stated as (
    select
        month_start,
        coalesce(stage, 'any') as stage,
        touchpoint,
        count(*) as stated_importance_count,
        avg(score_100) as stated_importance
    from answers
    where measure = 'importance' and touchpoint is not null
    group by month_start, coalesce(stage, 'any'), touchpoint
),

parts as (
    select
        answers.month_start,
        coalesce(answers.stage, 'any') as stage,
        answers.touchpoint,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.owner_id,
        answers.value,
        answers.score_100,
        coalesce(answers.weight, 1) as weight,
        whole.whole_score
    from answers
    left join whole on answers.response_id = whole.response_id
    where answers.measure = 'satisfaction' and answers.touchpoint is not null
),

parts_summed as (
    select
        {{ key }},
        count(*) as answer_count,
        count(distinct owner_id) as customer_count,
        sum(value) as value_sum,
        sum(value * value) as value_sum_squares,
        sum(score_100) as score_sum,
        sum(score_100 * score_100) as score_sum_squares,
        sum(weight) as weight_sum,
        sum(weight * weight) as weight_sum_squares,
        sum(weight * value) as weighted_value_sum,
        count(whole_score) as paired_count,
        -- Rounded: the last digits of a correlation differ between warehouses.
        case
            when
                min(score_100) filter (where whole_score is not null)
                < max(score_100) filter (where whole_score is not null)
                and min(whole_score) < max(whole_score)
                then {{ as_double(
                    'cast(corr(score_100, whole_score) as decimal(9, 6))'
                ) }}
        end as derived_importance
    from parts
    group by {{ key }}
),

touchpoints_summed as (
    select
        parts_summed.*,
        stated.stated_importance,
        coalesce(stated.stated_importance_count, 0) as stated_importance_count
    from parts_summed
    left join stated
        on
            parts_summed.month_start = stated.month_start
            and parts_summed.stage = stated.stage
            and parts_summed.touchpoint = stated.touchpoint
)

select * from touchpoints_summed
