-- Grain: one row per month, survey and channel in which it was asked.
with

strata as (
    select
        month_start,
        channel,
        survey,
        population_count,
        round(answered_share * population_count) as answered_count
    from satisfaction.response_quality
    where
        channel <> 'all' and segment <> 'all' and coalesce(population_count, 0) > 0
),

cells as (
    select
        month_start,
        channel,
        survey,
        cast(sum(population_count) as bigint) as population_count,
        cast(sum(answered_count) as bigint) as answered_count
    from strata
    group by month_start, channel, survey
)

select * from cells
order by survey, month_start, channel
