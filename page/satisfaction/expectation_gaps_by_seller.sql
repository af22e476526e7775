-- Grain: one row per month, dimension, seller and scale.
with

gaps as (
    select
        month_start,
        seller_id || ', ' || dimension as seller,
        cast(scale_low as bigint) || ' to ' || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end
            as scale,
        gap_sum,
        pair_count,
        gap_sum_squares
    from satisfaction.expectation_gaps
    where seller_id <> 'all' and pair_count > 0
)

select * from gaps
order by month_start, seller, scale
