-- Grain: one row per figure and month that is complete; where a figure has none yet,
-- its months so far.
with

figures as (
    select
        *,
        max(case when is_complete and value is not null then 1 else 0 end)
            over (partition by metric) as has_complete_month
    from scorecard.monthly
),

standards as (
    select
        month_start,
        metric,
        label,
        standard,
        unit,
        value,
        value_low,
        value_high,
        n,
        direction,
        target,
        status,
        published_id,
        published_low,
        published_high,
        published_population,
        change,
        change_low,
        change_high,
        trend,
        case when is_complete then 1 else 0 end as is_complete
    from figures
    where value is not null and (is_complete or has_complete_month = 0)
)

select * from standards
order by
    case standard
        when 'financial' then 1
        when 'perception' then 2
        when 'operations' then 3
        else 4
    end,
    label,
    month_start
