-- Grain: one row per customer and day with an order. How long the customer had left
-- since the one before, what rhythm was known from then on, and when its limit passes.
{{ config(materialized='incremental', pre_hook="{{ delete_touched('customer_id') }}") }}
with

-- Lines of one day are one purchase.
purchases as (
    select
        customer_id,
        ordered_date,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(coalesce(margin, revenue * {{ window('assumed_margin') }})) as value
    from {{ ref('core__orders') }}
    where customer_id is not null and {{ only_touched('customer_id') }}
    group by customer_id, ordered_date
),

purchases_spaced as (
    select
        *,
        lag(ordered_date) over by_date as ordered_before_date,
        lead(ordered_date) over by_date as next_ordered_date,
        {{ days_between('min(ordered_date) over by_date', 'ordered_date') }}
            as observed_days,
        row_number() over by_date - 1 as gap_count
    from purchases
    window by_date as (partition by customer_id order by ordered_date)
),

-- Few gaps tell little: some of the usual length are taken to have been seen besides.
purchases_in_rhythm as (
    select
        *,
        {{ days_between('ordered_before_date', 'ordered_date') }} as days_since_before,
        (
            observed_days
            + {{ window('rhythm_prior') }}
            * {{ window('lapse_after') }} / {{ window('lapse_rhythms') }}
        ) / (gap_count + {{ window('rhythm_prior') }}) as rhythm_days
    from purchases_spaced
),

purchases_limited as (
    select
        *,
        greatest(
            {{ window('lapse_earliest') }}, {{ window('lapse_rhythms') }} * rhythm_days
        ) as limit_exact_days
    from purchases_in_rhythm
),

-- Whole days; a limit that is one but for its last digits stays it.
purchases_ended as (
    select
        *,
        cast(floor(limit_exact_days + 0.000001) as bigint) as limit_days,
        cast(floor(
            limit_exact_days * {{ window('lost_after') }} / {{ window('lapse_after') }}
            + 0.000001
        ) as bigint) as lost_days
    from purchases_limited
),

orders_paced as (
    select
        customer_id,
        ordered_date,
        ordered_before_date,
        next_ordered_date,
        revenue,
        margin,
        value,
        gap_count,
        days_since_before,
        rhythm_days,
        limit_days,
        lost_days,
        {{ date_of(add_days('ordered_date', 'limit_days + 1')) }} as lapses_date,
        coalesce(days_since_before > lag(limit_days) over by_date, false)
            as is_after_lapse
    from purchases_ended
    window by_date as (partition by customer_id order by ordered_date)
)

select * from orders_paced
