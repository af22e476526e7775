-- Revenue of a month over that of a usual month before the landmark, by stated effort.
select
    month_since,
    cut_value,
    revenue_customer_count,
    revenue_retention,
    revenue_retention_low,
    revenue_retention_high
from loyalty.retention
where
    starts_with = 'landmark'
    and cut = 'effort'
    and cohort = 'all'
    and revenue_retention is not null
order by cut_value, month_since
