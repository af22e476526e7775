-- Grain: one row per period, survey, measure and scale of the own company.
with

waves as (
    select
        period_start as month_start,
        period,
        survey,
        measure,
        cast(scale_low as bigint) || ' to '
        || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end as scale,
        score,
        answer_count,
        answer_count_before,
        change,
        change_low,
        change_high,
        case
            when is_change_beyond_chance is null then 'too few answers to say'
            when is_change_beyond_chance then 'yes'
            else 'no'
        end as beyond_chance
    from satisfaction.waves
    where subject = 'own' and change is not null
)

select * from waves
order by month_start desc, period desc, survey asc, measure asc, scale asc
