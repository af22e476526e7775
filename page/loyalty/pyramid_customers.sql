-- Customers by level at the end of each month that is over.
with

months as (
    select distinct month_start
    from loyalty.concentration
    where is_complete
)

select
    customers.month_start,
    coalesce(customers.code, 'unknown') as tier,
    customers.level,
    count(*) as customer_count
from loyalty.customers_monthly as customers
inner join months on customers.month_start = months.month_start
group by
    customers.month_start,
    coalesce(customers.code, 'unknown'),
    customers.level
order by
    case customers.level
        when 'top' then 1
        when 'high' then 2
        when 'middle' then 3
        when 'low' then 4
        when 'inactive' then 5
        when 'prospect' then 6
        when 'wait_and_see' then 7
        else 8
    end,
    customers.month_start,
    tier
