-- Grain: one row per order line as delivered, the customer's number hashed.
with

orders as (
    select * from {{ source('crm', 'orders') }}
),

orders_renamed as (
    select
        source_system,
        source_system || ':' || order_id as order_id,
        order_id as delivered_order_id,
        {{ party_id('source_system', 'customer_id') }} as party_id,
        length(customer_id) as record_length,
        ordered_at,
        product,
        quantity,
        list_price,
        paid_price,
        cost,
        channel,
        {{ agent_id('source_system', 'seller_ref') }} as agent_id,
        promised_at,
        delivered_at,
        offer_id,
        _load_id
    from orders
)

select * from orders_renamed
