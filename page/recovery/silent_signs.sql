-- Silent customers by the sign they were seen by.
select
    felt_month_start as month_start,
    customer_code as tier,
    sign,
    count(*) as customer_count
from recovery.silent
group by felt_month_start, customer_code, sign
order by sign, felt_month_start, customer_code
