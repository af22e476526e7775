-- Grain: one row per month. What failures cost, part by part, each part once (F16), and
-- what goes with more customers complaining (F43).
{%- set parts = [
    'complaint_contacts', 'repeat_contacts', 'rework', 'returns', 'compensation'
] %}
with

paid as (
    select
        {{ month_of('paid_at') }} as month_start,
        {% for part in parts -%}
        coalesce(sum(amount) filter (where part = '{{ part }}'), 0)
            as {{ part }}_amount,
        count(*) filter (where part = '{{ part }}') as {{ part }}_count,
        {% endfor -%}
        count(*) filter (where amount is null) as unpriced_count
    from {{ ref('int_failures_priced') }}
    group by {{ month_of('paid_at') }}
),

lost as (
    select * from {{ ref('int_custom_lost_monthly') }}
),

complaining as (
    select
        {{ month_of('opened_at') }} as month_start,
        count(distinct customer_id) as complaining_customer_count
    from {{ ref('recovery__complaints') }}
    where customer_id is not null
    group by {{ month_of('opened_at') }}
),

customers as (
    select
        month_start,
        count(*) as customer_count
    from {{ ref('loyalty__customers_monthly') }}
    where state in ('active', 'won_back')
    group by month_start
),

months as (
    select month_start from paid
    union
    select month_start from lost
    union
    select month_start from complaining
),

costs as (
    select
        months.month_start,
        {% for part in parts -%}
        {{ as_double('coalesce(paid.' ~ part ~ '_amount, 0)') }}
            as {{ part }}_amount,
        coalesce(paid.{{ part }}_count, 0) as {{ part }}_count,
        {% endfor -%}
        coalesce(paid.unpriced_count, 0) as unpriced_count,
        coalesce(lost.ripe_count, 0) as experience_ripe_count,
        coalesce(lost.lost_count, 0) as experience_lost_count,
        coalesce(lost.other_count, 0) as other_count,
        coalesce(lost.other_lost_count, 0) as other_lost_count,
        {{ as_double('lost.lost_value_amount') }} as lost_value_amount,
        {{ as_double('lost.attributable_share') }} as attributable_share,
        {{ as_double('lost.lost_value_amount * lost.attributable_share') }}
            as lost_margin_amount,
        coalesce(complaining.complaining_customer_count, 0)
            as complaining_customer_count,
        coalesce(customers.customer_count, 0) as customer_count,
        {{ as_double('lost.lost_complainer_revenue_amount') }}
            as lost_complainer_revenue_amount
    from months
    left join paid on months.month_start = paid.month_start
    left join lost on months.month_start = lost.month_start
    left join complaining on months.month_start = complaining.month_start
    left join customers on months.month_start = customers.month_start
),

cost_of_failure as (
    select
        *,
        {%- for part in parts %}
        {{ part }}_amount +
        {%- endfor %}
        coalesce(lost_margin_amount, 0) as total_amount,
        -- Revenue that goes with a hundredth of the customers complaining.
        lost_complainer_revenue_amount * attributable_share
        / nullif(
            100 * {{ as_double('complaining_customer_count') }}
            / nullif(customer_count, 0),
            0
        ) as revenue_per_complaining_point_amount,
        'association' as evidence
    from costs
)

select * from cost_of_failure
