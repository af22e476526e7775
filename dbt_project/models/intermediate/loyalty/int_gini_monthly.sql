-- Grain: one row per month and measure: the Gini coefficient of what customers brought.
-- From 0, all the same, to 1, one brings everything; beyond 1 where some cost money.
with

-- Ranks and sums from below, as the formula has them.
customers as (
    select
        *,
        customer_count + 1 - amount_rank as rank_from_below,
        total_amount - top_amount + amount as amount_from_below
    from {{ ref('int_customers_ranked_monthly') }}
    where total_amount > 0
),

ginis as (
    select
        month_start,
        measure,
        customer_count,
        total_amount,
        2 * sum(rank_from_below * amount) / (customer_count * total_amount)
        - {{ as_double('customer_count + 1') }} / customer_count as gini
    from customers
    group by month_start, measure, customer_count, total_amount
),

-- What each customer adds to it (linearised: Langel and Tillé 2013).
gini_parts as (
    select
        customers.month_start,
        customers.measure,
        (
            2 * (
                customers.rank_from_below * customers.amount
                - customers.amount_from_below
            )
            + customers.total_amount - customers.customer_count * customers.amount
            - ginis.gini * (
                customers.total_amount + customers.customer_count * customers.amount
            )
        ) / (customers.customer_count * customers.total_amount) as part
    from customers
    inner join ginis
        on
            customers.month_start = ginis.month_start
            and customers.measure = ginis.measure
),

parts_summed as (
    select
        month_start,
        measure,
        sum(part * part) as squares
    from gini_parts
    group by month_start, measure
),

-- Below the last digits of the sums there is no spread.
ginis_spread as (
    select
        ginis.*,
        case
            when ginis.customer_count > 1 and parts_summed.squares > 1e-20
                then sqrt(
                    parts_summed.squares * ginis.customer_count
                    / (ginis.customer_count - 1)
                )
            when ginis.customer_count > 1 then 0
        end as standard_error
    from ginis
    inner join parts_summed
        on
            ginis.month_start = parts_summed.month_start
            and ginis.measure = parts_summed.measure
),

gini_monthly as (
    select
        month_start,
        measure,
        gini,
        standard_error,
        case when standard_error is not null then greatest(
            0, gini - standard_error * ({{ t_quantile('customer_count - 1') }})
        ) end as gini_low,
        case when standard_error is not null then least(
            greatest(1, gini),
            gini + standard_error * ({{ t_quantile('customer_count - 1') }})
        ) end as gini_high
    from ginis_spread
)

select * from gini_monthly
