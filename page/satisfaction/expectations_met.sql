-- Grain: one row per month, dimension, outcome and scale.
with

gaps as (
    select
        month_start,
        dimension || ', ' || cast(scale_low as bigint) || ' to '
        || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end
            as dimension,
        missed_count,
        met_count,
        exceeded_count,
        pair_count
    from satisfaction.expectation_gaps
    where seller_id = 'all' and pair_count > 0
),

outcomes as (
    select
        month_start,
        dimension,
        'missed' as outcome,
        1 as outcome_rank,
        missed_count as outcome_count,
        pair_count
    from gaps
    union all
    select
        month_start,
        dimension,
        'met' as outcome,
        2 as outcome_rank,
        met_count as outcome_count,
        pair_count
    from gaps
    union all
    select
        month_start,
        dimension,
        'exceeded' as outcome,
        3 as outcome_rank,
        exceeded_count as outcome_count,
        pair_count
    from gaps
)

select * from outcomes
order by dimension, outcome_rank, month_start
