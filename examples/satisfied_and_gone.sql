-- Who was satisfied three months ago and is lapsed or lost now?
--
-- Read: customers who bought and whose satisfaction of the 90 days before was 75 or
-- more, at the end of a month; and how many of them had lapsed three months later.
-- Mind: satisfied is not loyal, and the others stand beside: without them the share
-- says nothing. Who was never asked is in neither.
with

pairs as (
    select
        earlier.month_start,
        earlier.satisfaction_score >= 75 as was_satisfied,
        later.state in ('lapsed', 'lost') as is_gone
    from loyalty.customers_monthly as earlier
    inner join loyalty.customers_monthly as later
        on
            earlier.customer_id = later.customer_id
            and later.month_start
            = cast(earlier.month_start + interval '3 months' as date)
    where
        earlier.state in ('active', 'won_back')
        and earlier.satisfaction_score is not null
)

select
    case when was_satisfied then 'satisfied' else 'less satisfied' end as customers,
    count(*) as customer_month_count,
    count(*) filter (where is_gone) as gone_count,
    cast(count(*) filter (where is_gone) as double precision) / count(*) as gone_share
from pairs
group by was_satisfied
order by customers
