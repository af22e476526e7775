-- Grain: one row per customer and month, from the customer's first to the newest of any
-- feed: what the customer bought, as at the end of the month. It depends on the
-- customer's own rows and the month alone, so that the passing of time only adds
-- months.
{{ config(materialized='incremental', pre_hook='{{ delete_touched_months() }}') }}
with

last_month as (
    select {{ month_of('max(watermark_at)') }} as last_month_start
    from {{ ref('int_feed_watermarks') }}
),

customers as (
    select
        customers.customer_id,
        last_month.last_month_start,
        {{ month_of('coalesce(customers.first_seen_at, customers.since_date)') }}
            as first_month_start
    from {{ ref('core__customers') }} as customers
    cross join last_month
    where
        {{ only_touched_months(
            'customers.customer_id', 'last_month.last_month_start'
        ) }}
),

months as (
    select
        customers.customer_id,
        series.month_start
    from customers
    cross join lateral (
        {{ month_series('customers.first_month_start', 'customers.last_month_start') }}
    ) as series
),

orders_monthly as (
    select
        orders.customer_id,
        {{ month_of('orders.ordered_date') }} as month_start,
        count(*) as order_count,
        sum(orders.revenue) as revenue,
        sum(orders.margin) as margin,
        sum(orders.value) as value,
        min(orders.ordered_date) as first_ordered_date,
        max(orders.ordered_date) as last_ordered_date
    from {{ ref('int_orders_paced') }} as orders
    inner join customers on orders.customer_id = customers.customer_id
    group by orders.customer_id, {{ month_of('orders.ordered_date') }}
),

intentions_monthly as (
    select
        customer_id,
        {{ month_of('submitted_date') }} as month_start,
        max(submitted_date) as intended_date
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and submitted_date is not null
        and measure in ('intends_to_buy_what', 'intends_to_buy_when')
        and (value > 0 or choice is not null)
    group by customer_id, {{ month_of('submitted_date') }}
),

customers_summed as (
    select
        months.customer_id,
        months.month_start,
        coalesce(orders_monthly.order_count, 0) as order_count,
        coalesce(orders_monthly.revenue, 0) as revenue,
        -- Who bought nothing brought nothing; of costs unknown nothing is known.
        case
            when orders_monthly.order_count > 0 then orders_monthly.margin
            else 0
        end as margin,
        coalesce(sum(orders_monthly.order_count) over year_back, 0) as order_count_12m,
        coalesce(sum(orders_monthly.revenue) over year_back, 0) as revenue_12m,
        coalesce(sum(orders_monthly.margin) over year_back, 0) as margin_12m,
        coalesce(sum(orders_monthly.value) over year_back, 0) as value_12m,
        coalesce(sum(orders_monthly.revenue) over half_year_back, 0) as revenue_6m,
        min(orders_monthly.first_ordered_date) over so_far as first_ordered_date,
        max(orders_monthly.last_ordered_date) over so_far as last_ordered_date,
        max(intentions_monthly.intended_date) over so_far as intended_date
    from months
    left join orders_monthly
        on
            months.customer_id = orders_monthly.customer_id
            and months.month_start = orders_monthly.month_start
    left join intentions_monthly
        on
            months.customer_id = intentions_monthly.customer_id
            and months.month_start = intentions_monthly.month_start
    window
        year_back as (
            partition by months.customer_id order by months.month_start
            rows between 11 preceding and current row
        ),
        half_year_back as (
            partition by months.customer_id order by months.month_start
            rows between 5 preceding and current row
        ),
        so_far as (
            partition by months.customer_id order by months.month_start
            rows between unbounded preceding and current row
        )
)

select * from customers_summed
where {{ only_touched_months() }}
