-- Grain: one row per month, stage, touchpoint and scale with an importance.
with

touchpoints as (
    select
        month_start,
        touchpoint || ' (' || stage || '), ' || cast(scale_low as bigint) || ' to '
        || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end
            as touchpoint,
        case
            when is_overlooked is null then 'too few answers to say'
            when is_overlooked then 'overlooked'
            else 'not overlooked'
        end as judgement,
        derived_importance,
        derived_importance_low,
        derived_importance_high,
        score_100_mean,
        score_100_mean_low,
        score_100_mean_high,
        answer_count,
        paired_count
    from satisfaction.touchpoints
    where derived_importance is not null
)

select * from touchpoints
order by month_start desc, touchpoint asc
