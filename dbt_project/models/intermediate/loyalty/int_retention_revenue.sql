-- Grain: one row per group and month since the start: what its customers bought in that
-- month, over a usual month of their first ones; of those observed to the month's end.
{%- set group_key = ['starts_with', 'cohort', 'cut', 'cut_value'] %}
with

grouped as (
    select * from {{ ref('int_retention_grouped') }}
    where starts_with in ('first_order', 'landmark')
),

months as (
    select
        month_since,
        month_days,
        lag(month_days) over (order by month_since) as from_days
    from {{ ref('int_retention_months') }}
),

purchases as (
    select
        customer_id,
        ordered_date,
        revenue
    from {{ ref('int_orders_paced') }}
),

-- The time from the first order to the landmark, as one month of it.
customers_based as (
    select
        grouped.starts_with,
        grouped.cohort,
        grouped.cut,
        grouped.cut_value,
        grouped.customer_id,
        grouped.started_date,
        grouped.observed_days,
        sum(purchases.revenue)
        * {{ window('retention_month') }} / {{ window('landmark') }} as base
    from grouped
    inner join purchases
        on
            grouped.customer_id = purchases.customer_id
            and {{ days_between(
                'grouped.first_ordered_date', 'purchases.ordered_date'
            ) }} < {{ window('landmark') }}
    where
        {{ days_between('grouped.first_ordered_date', 'grouped.started_date') }}
        + grouped.observed_days >= {{ window('landmark') }}
    group by
        grouped.starts_with, grouped.cohort, grouped.cut, grouped.cut_value,
        grouped.customer_id, grouped.started_date, grouped.observed_days
),

customers_monthly as (
    select
        based.*,
        months.month_since,
        months.from_days,
        months.month_days
    from customers_based as based
    inner join months
        on months.month_since > 0 and based.observed_days >= months.month_days
),

customers_bought as (
    select
        monthly.starts_with,
        monthly.cohort,
        monthly.cut,
        monthly.cut_value,
        monthly.month_since,
        monthly.customer_id,
        monthly.base,
        coalesce(sum(purchases.revenue), 0) as revenue
    from customers_monthly as monthly
    left join purchases
        on
            monthly.customer_id = purchases.customer_id
            and {{ days_between('monthly.started_date', 'purchases.ordered_date') }}
            >= monthly.from_days
            and {{ days_between('monthly.started_date', 'purchases.ordered_date') }}
            < monthly.month_days
    group by
        monthly.starts_with, monthly.cohort, monthly.cut, monthly.cut_value,
        monthly.month_since, monthly.customer_id, monthly.base
),

retention_revenue as (
    select
        {{ group_key | join(',\n        ') }},
        month_since,
        count(*) as customer_count,
        sum(revenue) as revenue,
        sum(base) as base,
        sum(revenue * revenue) as revenue_revenue,
        sum(base * base) as base_base,
        sum(revenue * base) as revenue_base
    from customers_bought
    group by {{ group_key | join(', ') }}, month_since
)

select * from retention_revenue
