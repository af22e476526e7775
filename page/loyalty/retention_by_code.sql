-- Customers kept so many months after the landmark, by what was known of them that day.
select
    month_since,
    cut_value,
    at_risk_count,
    kept_share,
    kept_share_low,
    kept_share_high
from loyalty.retention
where starts_with = 'landmark' and cut = 'code' and cohort = 'all'
order by cut_value, month_since
