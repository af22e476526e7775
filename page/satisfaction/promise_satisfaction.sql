-- Grain: one row per year in which promises fell due, and outcome.
with

outcomes as (
    select
        outcome,
        cast(cast(extract(year from period_start) as bigint) as text) as due_year,
        case outcome when 'kept' then 1 when 'late' then 2 else 3 end as outcome_rank,
        satisfaction_mean,
        satisfaction_mean_low,
        satisfaction_mean_high,
        satisfaction_count
    from satisfaction.promise_keeping
    where period = 'year' and promise_kind = 'all' and satisfaction_count > 0
)

select * from outcomes
order by outcome_rank, due_year
