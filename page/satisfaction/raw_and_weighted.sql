-- Grain: one row per month, survey, and raw or weighted.
with

scores as (
    select
        month_start,
        survey || ', as answered' as way,
        satisfaction_score as score,
        satisfaction_score_low as score_low,
        satisfaction_score_high as score_high,
        cast(satisfaction_count as double precision) as n
    from satisfaction.response_quality
    where channel = 'all' and segment = 'all' and satisfaction_count > 0
    union all
    select
        month_start,
        survey || ', weighted' as way,
        satisfaction_score_weighted as score,
        satisfaction_score_weighted_low as score_low,
        satisfaction_score_weighted_high as score_high,
        satisfaction_effective_count as n
    from satisfaction.response_quality
    where
        channel = 'all'
        and segment = 'all'
        and satisfaction_count > 0
        and weight_kind <> 'none'
)

select * from scores
order by way, month_start
