-- Grain: one row per metric of customers and their custom, month and customer: what the
-- financial standard counts.
with

customers as (
    select
        month_start,
        customer_id as owner_id,
        margin,
        case when state is not null then 1 else 0 end as buyers,
        case when state in ('active', 'won_back') then 1 else 0 end as active,
        case when state in ('active', 'won_back') and stage = 'new' then 1 else 0 end
            as gained,
        case
            when state in ('active', 'won_back') and margin is not null then 1
            else 0
        end as priced
    from {{ ref('loyalty__customers_monthly') }}
),

returns as (
    select
        {{ month_of('opened_date') }} as month_start,
        owner_id,
        count(*) filter (where is_ripe) as ripe,
        count(*) filter (where is_ripe and has_come_back) as returned,
        count(*) filter (where not is_ripe and customer_id is not null) as unripe
    from {{ ref('recovery__complaints') }}
    group by {{ month_of('opened_date') }}, owner_id
),

{#- metric, step, numerator, denominator, sum of squares, population, unripe -#}
{%- set metrics = [
    ('active_customer_share', 'customers', 'active', 'buyers', '0', 'buyers', '0'),
    ('new_customer_share', 'customers', 'gained', 'active', '0', 'active', '0'),
    ('margin_per_customer', 'customers', 'priced * margin', 'priced',
     'priced * margin * margin', 'active', '0'),
    ('complaint_return_share', 'returns', 'returned', 'ripe', '0', 'ripe', 'unripe'),
] %}

metrics_counted as (
    {{ metrics_counted(metrics) }}
)

select * from metrics_counted
