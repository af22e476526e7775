-- Grain: one row per month, stage, touchpoint and scale.
with

touchpoints as (
    select
        month_start,
        touchpoint || ' (' || stage || '), ' || cast(scale_low as bigint) || ' to '
        || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end
            as touchpoint,
        score_100_mean,
        score_100_mean_low,
        score_100_mean_high,
        answer_count
    from satisfaction.touchpoints
)

select * from touchpoints
order by month_start, touchpoint
