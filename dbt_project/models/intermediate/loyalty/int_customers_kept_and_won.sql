-- Grain: one row per month in which customers were kept or won.
with

first_orders as (
    select
        customer_id,
        min(ordered_date) as first_ordered_date
    from {{ ref('core__orders') }}
    group by customer_id
),

customers as (
    select
        customers.customer_id,
        {{ month_of(
            'coalesce(customers.since_date, first_orders.first_ordered_date)'
        ) }} as first_month_start
    from {{ ref('core__customers') }} as customers
    left join first_orders on customers.customer_id = first_orders.customer_id
    where customers.customer_kind = 'customer'
),

-- Kept: customers before the month who buy in their own time.
kept as (
    select
        monthly.month_start,
        count(*) as kept_count
    from {{ ref('loyalty__customers_monthly') }} as monthly
    inner join customers on monthly.customer_id = customers.customer_id
    where
        monthly.state in ('active', 'won_back')
        and customers.first_month_start < monthly.month_start
    group by monthly.month_start
),

won as (
    select
        first_month_start as month_start,
        count(*) as won_count
    from customers
    where first_month_start is not null
    group by first_month_start
),

kept_and_won as (
    select
        coalesce(kept.month_start, won.month_start) as month_start,
        coalesce(kept.kept_count, 0) as kept_count,
        coalesce(won.won_count, 0) as won_count
    from kept
    full join won on kept.month_start = won.month_start
)

select * from kept_and_won
