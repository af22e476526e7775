-- Reasons that leavers state. One that nobody named in a month counts there as none.
with

asked as (
    select
        month_start,
        stated_numerator as stated_denominator
    from loyalty.churn_reasons
    where reason = 'all' and stated_numerator > 0
),

reasons as (
    select reason
    from loyalty.churn_reasons
    where reason <> 'all'
    group by reason
    having sum(stated_numerator) > 0
)

select
    asked.month_start,
    reasons.reason,
    coalesce(named.stated_numerator, 0) as stated_numerator,
    asked.stated_denominator
from asked
cross join reasons
left join loyalty.churn_reasons as named
    on asked.month_start = named.month_start and reasons.reason = named.reason
order by reasons.reason, asked.month_start
