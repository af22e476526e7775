-- What does each month's new customers' custom come to?
--
-- Read: revenue, returns taken off, of the customers whose first order was in
-- `cohort`, by months since; cumulated, and for each of them.
-- Mind: the newest months of each cohort are not over. Orders from before the records
-- began are not in them, so the first cohort holds old customers too.
with

orders as (
    select
        customer_id,
        cast(date_trunc('month', ordered_date) as date) as ordered_month,
        cast(min(date_trunc('month', ordered_date)) over (
            partition by customer_id
        ) as date) as cohort,
        revenue
    from core.orders
    where customer_id is not null and ordered_date is not null
),

cohorts as (
    select
        cohort,
        cast(
            12 * (extract(year from ordered_month) - extract(year from cohort))
            + extract(month from ordered_month) - extract(month from cohort)
            as bigint
        ) as months_since,
        sum(revenue) as revenue
    from orders
    group by cohort, ordered_month
),

sizes as (
    select
        cohort,
        count(distinct customer_id) as customer_count
    from orders
    group by cohort
)

select
    cohorts.cohort,
    cohorts.months_since,
    sizes.customer_count,
    cohorts.revenue,
    sum(cohorts.revenue) over (
        partition by cohorts.cohort order by cohorts.months_since
    ) / sizes.customer_count as revenue_each_so_far
from cohorts
inner join sizes on cohorts.cohort = sizes.cohort
order by cohorts.cohort, cohorts.months_since
