-- Grain: one row per month, stage, touchpoint and scale. Satisfaction answers added up.
{% set key = 'month_start, stage, touchpoint, scale_low, scale_high, direction' %}
{% set figures = ['value', 'score_100'] %}
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
        coalesce(weighed.weight, 1) as weight,
        whole.whole_score
    from answers
    left join whole on answers.response_id = whole.response_id
    left join {{ ref('int_responses_weighed') }} as weighed
        on answers.response_id = weighed.response_id
    where answers.measure = 'satisfaction' and answers.touchpoint is not null
),

-- How much the touchpoint's score moves the whole, in the same responses. Rounded: the
-- last digits differ between warehouses.
paired as (
    select
        {{ key }},
        {{ as_double('cast(corr(score_100, whole_score) as decimal(9, 6))') }}
            as derived_importance,
        {{ as_double('cast(regr_slope(whole_score, score_100) as decimal(12, 6))') }}
            as importance_slope
    from parts
    where whole_score is not null
    group by {{ key }}
    having
        min(score_100) < max(score_100) and min(whole_score) < max(whole_score)
),

-- Answers of one customer are not independent: customers are the clusters.
parts_of_customers as (
    select
        {{ key }},
        owner_id,
        {{ sums_by_cluster(figures) }},
        count(whole_score) as paired_count
    from parts
    group by {{ key }}, owner_id
),

parts_summed as (
    select
        {{ key }},
        {{ sums_over_clusters(figures) }},
        sum(paired_count) as paired_count
    from parts_of_customers
    group by {{ key }}
),

touchpoints_summed as (
    select
        parts_summed.*,
        paired.derived_importance,
        paired.importance_slope,
        stated.stated_importance,
        coalesce(stated.stated_importance_count, 0) as stated_importance_count
    from parts_summed
    left join paired
        on
            parts_summed.month_start = paired.month_start
            and parts_summed.stage = paired.stage
            and parts_summed.touchpoint = paired.touchpoint
            and parts_summed.scale_low = paired.scale_low
            and parts_summed.scale_high = paired.scale_high
            and parts_summed.direction is not distinct from paired.direction
    left join stated
        on
            parts_summed.month_start = stated.month_start
            and parts_summed.stage = stated.stage
            and parts_summed.touchpoint = stated.touchpoint
)

select * from touchpoints_summed
