-- Silent customers to call, those worth most first.
select
    felt_month_start as month_start,
    customer_code as tier,
    customer_id,
    sign,
    cast(felt_at as date) as felt_date,
    case
        when is_leaver then 'missed'
        when is_ripe then 'not back'
        else 'not seen since'
    end as stood,
    value_12_months
from recovery.silent
where came_back_at is null
order by value_12_months desc, customer_id asc
limit 200
