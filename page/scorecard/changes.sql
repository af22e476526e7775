-- Grain: one row per figure and month that differs from the month before by more than
-- chance.
with

changes as (
    select
        month_start,
        label,
        trend,
        value,
        change,
        change_low,
        change_high,
        unit,
        n
    from scorecard.monthly
    where trend in ('better', 'worse')
)

select * from changes
order by month_start desc, trend desc, label asc
