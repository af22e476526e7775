{#- Aggregate over a customer's orders (`orders`, an alias of core.orders) for which `condition`
    holds: mean days between its purchases, from two of them on. Order lines of one day are one
    purchase. -#}
{% macro usual_gap_days(orders, condition) -%}
    {%- set such = ' filter (where ' ~ condition ~ ')' -%}
    {{ seconds_between(
        'min(' ~ orders ~ '.ordered_at)' ~ such, 'max(' ~ orders ~ '.ordered_at)' ~ such
    ) }} / 86400 / nullif(count(distinct {{ orders }}.ordered_date){{ such }} - 1, 0)
{%- endmacro %}

{#- A query of what customers ordered around their bad experiences, a relation with customer_id:
    one row per `id` of those who ordered at all. The last order until `felt_at`, the usual gap
    until then, and the first order after it within `come_back`. -#}
{% macro orders_around(experiences, id, felt_at) -%}
    {%- set until_then = 'orders.ordered_at <= experiences.' ~ felt_at -%}
    select
        experiences.{{ id }},
        max(orders.ordered_at) filter (where {{ until_then }}) as ordered_before_at,
        {{ usual_gap_days('orders', until_then) }} as usual_gap_days,
        min(orders.ordered_at) filter (
            where orders.ordered_at > experiences.{{ felt_at }}
            and orders.ordered_at
            <= {{ add_days('experiences.' ~ felt_at, window('come_back')) }}
        ) as ordered_again_at
    from {{ experiences }} as experiences
    inner join {{ ref('core__orders') }} as orders
        on experiences.customer_id = orders.customer_id
    group by experiences.{{ id }}
{%- endmacro %}
