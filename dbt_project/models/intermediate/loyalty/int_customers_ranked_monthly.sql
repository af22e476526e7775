-- Grain: one row per month, measure and customer with an order in the 12 months to its
-- end: what the customer brought, and what those who brought as much or more did.
with

customers as (
    {%- for measure in ['revenue', 'margin'] %}
    select
        month_start,
        '{{ measure }}' as measure,
        customer_id,
        {{ measure }}_12_months as amount
    from {{ ref('loyalty__customers_monthly') }}
    where order_count_12_months > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

customers_ranked as (
    select
        *,
        row_number() over best_first as amount_rank,
        count(*) over together as customer_count,
        sum(amount) over together as total_amount,
        sum(amount) over best_first as top_amount,
        sum(amount * amount) over best_first as top_squares,
        sum(amount * amount) over together as total_squares
    from customers
    window
        together as (partition by month_start, measure),
        best_first as (
            partition by month_start, measure
            order by amount desc, customer_id asc
            rows between unbounded preceding and current row
        )
)

select * from customers_ranked
