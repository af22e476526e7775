-- Grain: one row per month and product. Who said to intend to buy it, and who of them
-- did by the time they said; beside those who named another product (F52).
with

stated as (
    select * from {{ ref('int_intentions_stated') }}
),

asked as (
    select
        customer_id,
        month_start,
        min(stated_at) as stated_at,
        max(until_date) as until_date,
        bool_and(is_ripe) as is_ripe
    from stated
    group by customer_id, month_start
),

products as (
    select distinct
        month_start,
        product
    from stated
),

-- Everybody who named anything, once for each product that anybody named.
customers_of_products as (
    select
        products.month_start,
        products.product,
        asked.customer_id,
        asked.stated_at,
        asked.until_date,
        asked.is_ripe,
        stated.customer_id is not null as has_named_it
    from products
    inner join asked on products.month_start = asked.month_start
    left join stated
        on
            products.month_start = stated.month_start
            and products.product = stated.product
            and asked.customer_id = stated.customer_id
),

bought as (
    select distinct
        asked.month_start,
        asked.customer_id,
        lower(orders.product) as product
    from asked
    inner join {{ ref('core__orders') }} as orders
        on
            asked.customer_id = orders.customer_id
            and asked.stated_at < orders.ordered_at
            and asked.until_date >= orders.ordered_date
),

counted as (
    select
        customers.month_start,
        customers.product,
        count(*) as asked_count,
        count(*) filter (where customers.has_named_it) as stated_count,
        count(*) filter (where customers.has_named_it and customers.is_ripe)
            as realised_denominator,
        count(bought.customer_id) filter (
            where customers.has_named_it and customers.is_ripe
        ) as realised_numerator,
        count(*) filter (where not customers.has_named_it and customers.is_ripe)
            as other_denominator,
        count(bought.customer_id) filter (
            where not customers.has_named_it and customers.is_ripe
        ) as other_numerator
    from customers_of_products as customers
    left join bought
        on
            customers.month_start = bought.month_start
            and customers.product = bought.product
            and customers.customer_id = bought.customer_id
    group by customers.month_start, customers.product
),

shared as (
    select
        *,
        {{ as_double('realised_numerator') }} / nullif(realised_denominator, 0)
            as realised_share,
        {{ as_double('other_numerator') }} / nullif(other_denominator, 0) as other_share
    from counted
),

differing as (
    select
        *,
        realised_share - other_share as lead_share,
        {{ difference_width(
            'realised_share * (1 - realised_share) * realised_denominator'
            ~ ' / nullif(realised_denominator - 1, 0)', 'realised_denominator',
            'other_share * (1 - other_share) * other_denominator'
            ~ ' / nullif(other_denominator - 1, 0)', 'other_denominator', '0', '0'
        ) }} as lead_width
    from shared
),

purchase_intent as (
    select
        month_start,
        product,
        asked_count,
        stated_count,
        {{ as_double('stated_count') }} / asked_count as stated_share,
        {{ wilson_low('stated_count', 'asked_count') }} as stated_share_low,
        {{ wilson_high('stated_count', 'asked_count') }} as stated_share_high,
        stated_count - realised_denominator as unripe_count,
        {% for figure in ['realised', 'other'] -%}
        {{ figure }}_denominator,
        {{ figure }}_numerator,
        {{ figure }}_share,
        {{ wilson_low(figure ~ '_numerator', figure ~ '_denominator') }}
            as {{ figure }}_share_low,
        {{ wilson_high(figure ~ '_numerator', figure ~ '_denominator') }}
            as {{ figure }}_share_high,
        {% endfor -%}
        lead_share,
        lead_share - lead_width as lead_share_low,
        lead_share + lead_width as lead_share_high,
        'association' as evidence,
        realised_denominator < {{ window('thin') }} as is_thin
    from differing
)

select * from purchase_intent
