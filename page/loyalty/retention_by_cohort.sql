-- Customers kept, by the month of the first order and months since.
select
    cohort,
    month_since,
    at_risk_count,
    kept_share,
    kept_share_low,
    kept_share_high
from loyalty.retention
where starts_with = 'first_order' and cut = 'all' and cohort not in ('all', 'before')
order by cohort desc, month_since asc
