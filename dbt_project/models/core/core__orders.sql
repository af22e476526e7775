-- Grain: one row per order line.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

orders_owned as (
    select * from {{ ref('int_facts_owned') }}
    where fact = 'orders' and {{ only_touched('owner_id') }}
),

returns_summed as (
    select
        order_id,
        count(*) as return_count,
        coalesce(sum(amount), 0) as returned_amount,
        coalesce(sum(cost), 0) as return_cost
    from {{ ref('stg_crm__returns') }}
    group by order_id
),

orders as (
    select
        orders.order_id,
        orders.source_system,
        orders_owned.customer_id,
        orders_owned.owner_id,
        orders.ordered_at,
        {{ date_of('orders.ordered_at') }} as ordered_date,
        orders.product,
        orders.quantity,
        orders.list_price,
        orders.paid_price,
        orders.cost,
        orders.channel,
        orders.agent_id,
        orders.promised_at,
        orders.delivered_at,
        orders.offer_id,
        coalesce(returns_summed.return_count, 0) as return_count,
        coalesce(returns_summed.returned_amount, 0) as returned_amount,
        coalesce(returns_summed.return_cost, 0) as return_cost
    from orders_owned
    inner join {{ ref('stg_crm__orders') }} as orders
        on orders_owned.fact_id = orders.order_id
    left join returns_summed on orders.order_id = returns_summed.order_id
),

orders_valued as (
    select
        *,
        paid_price - returned_amount as revenue,
        paid_price - returned_amount - cost - return_cost as margin
    from orders
)

select * from orders_valued
