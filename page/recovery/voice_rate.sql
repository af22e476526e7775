-- Customers and months with a bad experience, and those who complained.
with

experiences as (
    select
        cast(date_trunc('month', opened_at) as date) as month_start,
        customer_code as tier,
        customer_id,
        true as is_voiced
    from recovery.complaints
    where customer_id is not null
    union all
    select
        felt_month_start as month_start,
        customer_code as tier,
        customer_id,
        false as is_voiced
    from recovery.silent
)

select
    month_start,
    tier,
    count(distinct customer_id) filter (where is_voiced) as voiced_count,
    count(distinct customer_id) as customer_count
from experiences
group by month_start, tier
order by month_start, tier
