-- A failure means: a customer's months have a hole, or a month of the past 12 holds
-- more than the 12 together.
select *
from (
    select
        *,
        lag(month_start) over (
            partition by customer_id order by month_start
        ) as month_before
    from {{ ref('loyalty__customers_monthly') }}
) as months
where
    {{ add_months('month_before', 1) }} <> month_start
    or order_count > order_count_12_months
    or recommendation_score not between 0 and 100
    or effort_score not between 0 and 100
    or satisfaction_score not between 0 and 100
    or code not in ('A', 'B', 'C')
