-- Grain: one row per month, survey, measure, scale and competitor.
with

leads as (
    select
        period_start as month_start,
        subject || ' (' || survey || ', ' || measure || ', '
        || cast(scale_low as bigint) || ' to '
        || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end
        || ')' as competitor,
        own_lead,
        own_lead_low,
        own_lead_high,
        answer_count
    from satisfaction.waves
    where period = 'month' and subject <> 'own' and own_lead is not null
)

select * from leads
order by competitor, month_start
