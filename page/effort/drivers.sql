-- Grain: one row per behaviour and scale, the dearest by its usual amount first.
with

drivers as (
    select
        driver,
        cast(scale_low as bigint) || ' to ' || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is easy' else '' end
            as scale,
        effort_rank,
        -points as points_cost,
        -points_high as points_cost_low,
        -points_low as points_cost_high,
        answer_count
    from effort.drivers
    where not is_control
)

select * from drivers
order by scale, effort_rank, driver
