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
        cast(n as bigint) as answer_count,
        cast(clusters as bigint) as customer_count,
        {{ as_double('value_sum') }} as value_sum,
        {{ as_double('value_sum_squares') }} as value_sum_squares,
        {{ as_double('value_sum') }} / n as value_mean,
        {{ cluster_share_low(*mean_of_clusters('value'), is_share=false) }}
            as value_mean_low,
        {{ cluster_share_high(*mean_of_clusters('value'), is_share=false) }}
            as value_mean_high,
        {{ as_double('weight_sum') }} as weight_sum,
        {{ as_double('weighted_sum / nullif(weight_sum, 0)') }} as value_mean_weighted,
        {{ cluster_share_low(*weighted_mean_of_clusters(), is_share=false) }}
            as value_mean_weighted_low,
        {{ cluster_share_high(*weighted_mean_of_clusters(), is_share=false) }}
            as value_mean_weighted_high,
        {{ as_double(weighed_n()) }} as effective_answer_count,
        {{ as_double('score_100_sum') }} / n as score_100_mean,
        {{ cluster_share_low(*mean_of_clusters('score_100'), is_share=false) }}
            as score_100_mean_low,
        {{ cluster_share_high(*mean_of_clusters('score_100'), is_share=false) }}
            as score_100_mean_high,
        cast(paired_count as bigint) as paired_count,
        case
            when paired_count >= {{ window('thin') }}
                then {{ as_double('derived_importance') }}
        end as derived_importance,
        case
            when paired_count >= {{ window('thin') }}
                then {{ as_double('importance_slope') }}
        end as importance_slope,
        {{ as_double('stated_importance') }} as stated_importance,
        cast(stated_importance_count as bigint) as stated_importance_count,
        n < {{ window('thin') }} as is_thin
    from summed
),

-- The touchpoints of one month and scale are compared with each other only; the thin
-- ones are no measure of what is usual.
touchpoints_compared as (
    select
        *,
        avg(case when not is_thin then score_100_mean end) over same_scale
            as usual_score,
        avg(case when not is_thin then derived_importance end) over same_scale
            as usual_importance,
        -- Fisher's interval of a correlation.
        case
            when abs(derived_importance) < 1
                then ln((1 + derived_importance) / (1 - derived_importance)) / 2
        end as importance_z,
        1.959963984540054
        / sqrt(greatest({{ as_double('paired_count') }} - 3, 1)) as importance_z_width
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
        value_mean_weighted_low,
        value_mean_weighted_high,
        effective_answer_count,
        score_100_mean,
        score_100_mean_low,
        score_100_mean_high,
        paired_count,
        derived_importance,
        {% for end, sign in [('low', '-'), ('high', '+')] %}
        tanh(importance_z {{ sign }} importance_z_width)
            as derived_importance_{{ end }},
        {% endfor %}
        importance_slope,
        stated_importance,
        stated_importance_count,
        -- It matters by more than chance and as much as the usual touchpoint, and is
        -- worse by more than chance.
        case
            when not is_thin and derived_importance is not null
                then
                    importance_z > importance_z_width
                    and derived_importance
                    >= usual_importance * {{ window('overlooked_importance') }}
                    and score_100_mean_high
                    < usual_score - {{ window('overlooked_gap') }}
        end as is_overlooked,
        is_thin
    from touchpoints_compared
)

select * from touchpoints
