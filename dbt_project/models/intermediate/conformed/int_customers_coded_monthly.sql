-- Grain: one row per customer and month: code, potential, level, stage and state as at
-- the end of the month, and those known at its start, which events of the month are
-- counted under.
{{ config(materialized='incremental', pre_hook='{{ delete_touched_months() }}') }}
{%- set coded = ['code', 'level', 'stage'] %}
with

last_month as (
    select {{ month_of('max(watermark_at)') }} as last_month_start
    from {{ ref('int_feed_watermarks') }}
),

level_limits as (
    select
        max(case when level = 'top' then value_from end) as top_from,
        max(case when level = 'high' then value_from end) as high_from,
        max(case when level = 'middle' then value_from end) as middle_from
    from {{ ref('customer_levels') }}
),

months as (
    select
        sums.*,
        customers.customer_kind,
        {{ date_of('customers.left_at') }} as left_date,
        paced.ordered_before_date,
        paced.rhythm_days,
        paced.limit_days,
        paced.lost_days,
        paced.lapses_date,
        paced.is_after_lapse,
        {{ date_of(add_days(add_months('sums.month_start', 1), '-1')) }} as month_end
    from {{ ref('int_customers_summed_monthly') }} as sums
    inner join {{ ref('core__customers') }} as customers
        on sums.customer_id = customers.customer_id
    cross join last_month
    left join {{ ref('int_orders_paced') }} as paced
        on
            sums.customer_id = paced.customer_id
            and sums.last_ordered_date = paced.ordered_date
    where {{ only_touched_months('sums.customer_id', 'last_month.last_month_start') }}
),

months_measured as (
    select
        *,
        {{ days_between('last_ordered_date', 'month_end') }} as recency_days,
        {{ days_between('first_ordered_date', 'month_end') }} as customer_age_days,
        case
            when
                order_count_12m >= {{ window('potential_orders') }}
                and revenue_6m > revenue_12m - revenue_6m
                then 'high'
            when
                {{ days_between('intended_date', 'month_end') }}
                <= {{ window('score_lookback') }}
                then 'high'
            else 'low'
        end as potential
    from months
),

months_stated as (
    select
        *,
        {{ customer_state(
            'month_end', 'last_ordered_date', 'recency_days', 'left_date'
        ) }} as state
    from months_measured
),

months_limited as (
    select
        months_stated.*,
        level_limits.top_from,
        level_limits.high_from,
        level_limits.middle_from
    from months_stated
    cross join level_limits
),

months_coded as (
    select
        *,
        case
            when value_12m >= {{ window('code_a_value') }} then 'A'
            when
                value_12m >= {{ window('code_b_value') }} and potential = 'high'
                then 'B'
            else 'C'
        end as code,
        case
            when last_ordered_date is null and customer_kind = 'wait_and_see'
                then 'wait_and_see'
            when last_ordered_date is null and customer_kind = 'other' then 'others'
            when last_ordered_date is null then 'prospect'
            when order_count_12m = 0 then 'inactive'
            when value_12m >= top_from then 'top'
            when value_12m >= high_from then 'high'
            when value_12m >= middle_from then 'middle'
            else 'low'
        end as level,
        case
            when last_ordered_date is null then 'prospect'
            when state = 'lost' then 'lost'
            when state = 'lapsed' then 'lapsing'
            when customer_age_days <= {{ window('new_customer') }} then 'new'
            else 'established'
        end as stage
    from months_limited
),

months_remembered as (
    select
        customer_id,
        month_start,
        order_count,
        revenue,
        margin,
        order_count_12m,
        revenue_12m,
        margin_12m,
        value_12m,
        last_ordered_date,
        recency_days,
        rhythm_days,
        lapses_date,
        potential,
        code,
        level,
        stage,
        state,
        lag(code, 1, 'C') over by_month as code_at_start,
        lag(level, 1, case
            when customer_kind in ('wait_and_see') then 'wait_and_see'
            when customer_kind = 'other' then 'others'
            else 'prospect'
        end) over by_month as level_at_start,
        lag(stage, 1, 'prospect') over by_month as stage_at_start
    from months_coded
    window by_month as (partition by customer_id order by month_start)
)

select * from months_remembered
where {{ only_touched_months() }}
