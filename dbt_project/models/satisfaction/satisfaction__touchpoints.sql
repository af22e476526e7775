-- Grain: one row per month, stage, touchpoint and scale. Which part of the journey is
-- good, which matters, and which is overlooked (F17).
with

summed as (
    select * from {{ ref('int_touchpoints_summed') }}
),

touchpoints_scored as (
    select
        month_start,
        stage,
        touchpoint,
        scale_low,
        scale_high,
        direction,
        cast(answer_count as bigint) as answer_count,
        cast(customer_count as bigint) as customer_count,
        {{ as_double('value_sum') }} as value_sum,
        {{ as_double('value_sum_squares') }} as value_sum_squares,
        {{ as_double('value_sum') }} / answer_count as value_mean,
        {{ mean_low('answer_count', 'value_sum', 'value_sum_squares') }}
            as value_mean_low,
        {{ mean_high('answer_count', 'value_sum', 'value_sum_squares') }}
            as value_mean_high,
        {{ as_double('weight_sum') }} as weight_sum,
        {{ as_double('weighted_value_sum / nullif(weight_sum, 0)') }}
            as value_mean_weighted,
        {{ as_double('weight_sum * weight_sum / nullif(weight_sum_squares, 0)') }}
            as effective_answer_count,
        {{ as_double('score_sum') }} / answer_count as score_100_mean,
        {{ mean_high('answer_count', 'score_sum', 'score_sum_squares') }}
            as score_100_mean_high,
        cast(paired_count as bigint) as paired_count,
        case
            when paired_count >= {{ window('thin') }}
                then {{ as_double('derived_importance') }}
        end as derived_importance,
        {{ as_double('stated_importance') }} as stated_importance,
        cast(stated_importance_count as bigint) as stated_importance_count,
        answer_count < {{ window('thin') }} as is_thin
    from summed
),

-- The touchpoints of one month_start and scale are compared with each other only.
touchpoints_compared as (
    select
        *,
        avg(score_100_mean) over same_scale as usual_score,
        avg(derived_importance) over same_scale as usual_importance
    from touchpoints_scored
    window same_scale as (partition by month_start, scale_low, scale_high, direction)
),

touchpoints as (
    select
        month_start,
        stage,
        touchpoint,
        scale_low,
        scale_high,
        direction,
        answer_count,
        customer_count,
        value_sum,
        value_sum_squares,
        value_mean,
        value_mean_low,
        value_mean_high,
        weight_sum,
        value_mean_weighted,
        effective_answer_count,
        score_100_mean,
        paired_count,
        derived_importance,
        stated_importance,
        stated_importance_count,
        -- It matters more than the usual touchpoint, and is worse by more than chance.
        case
            when not is_thin
                then
                    derived_importance >= usual_importance
                    and score_100_mean_high < usual_score
        end as is_overlooked,
        is_thin
    from touchpoints_compared
)

select * from touchpoints
