-- Grain: one row per figure and month that differs from the month before by more than
-- chance. Shares in percent.
with

changes as (
    select
        month_start,
        label,
        trend,
        case when unit = 'share' then 100 * value else value end as value,
        case when unit = 'share' then 100 * change else change end as change,
        case when unit = 'share' then 100 * change_low else change_low end
            as change_low,
        case when unit = 'share' then 100 * change_high else change_high end
            as change_high,
        case when unit = 'share' then 'percent' else unit end as unit,
        n
    from scorecard.monthly
    where trend in ('better', 'worse')
)

select * from changes
order by month_start desc, trend desc, label asc
