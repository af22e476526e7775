-- Grain: one row per percentile, 1 to 100.
with recursive

percentiles as (
    select 1 as percentile
    union all
    select percentile + 1 as percentile
    from percentiles
    where percentile < 100
)

select * from percentiles
