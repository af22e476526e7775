-- Grain: one row per month, measure and customer with an order in the 12 months to its
-- end: what the customer brought, and what those who brought as much or more did.
with

customers as (
    {%- for measure in ['revenue', 'margin'] %}
    select
        month_start,
        '{{ measure }}' as measure,
        customer_id,
        {{ measure }}_12_months as amount,
        cast({{ measure }}_12_months as numeric(38, 9)) as exact_amount,
        cast(
            {{ measure }}_12_months * {{ measure }}_12_months as numeric(38, 6)
        ) as exact_square
    from {{ ref('loyalty__customers_monthly') }}
    where order_count_12_months > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- Sums of doubles would leave something in their last digits where all is taken away.
customers_ranked as (
    select
        month_start,
        measure,
        customer_id,
        amount,
        row_number() over best_first as amount_rank,
        count(*) over together as customer_count,
        {{ as_double('cast(sum(exact_amount) over together as text)') }}
            as total_amount,
        {{ as_double('cast(sum(exact_amount) over best_first as text)') }}
            as top_amount,
        {{ as_double('cast(sum(exact_square) over best_first as text)') }}
            as top_squares,
        {{ as_double('cast(sum(exact_square) over together as text)') }}
            as total_squares
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
