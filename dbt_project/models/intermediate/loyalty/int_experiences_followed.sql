-- Grain: one row per customer, aspect and horizon. What the customer had done before
-- the index experience, and what came strictly after it within the horizon: 1, 0, or
-- null where it cannot be said.
{{ config(materialized='table') }}
with

indexed as (
    select * from {{ ref('int_experiences_indexed') }}
),

orders_after as (
    select
        indexed.customer_id,
        indexed.aspect,
        indexed.horizon_days,
        count(*) as order_count,
        sum(orders.paid_price) as spent
    from indexed
    inner join {{ ref('core__orders') }} as orders
        on
            indexed.customer_id = orders.customer_id
            and indexed.felt_at < orders.ordered_at
            and indexed.until_at >= orders.ordered_at
    group by indexed.customer_id, indexed.aspect, indexed.horizon_days
),

followed as (
    select
        indexed.customer_id,
        indexed.aspect,
        indexed.horizon_days,
        indexed.band,
        indexed.felt_at,
        indexed.is_ripe,
        preceded.customer_code,
        preceded.spent_before,
        preceded.orders_before,
        preceded.days_since_order,
        preceded.tenure_days,
        preceded.contacts_before,
        preceded.complaints_before,
        -- Nobody buys again who is not known to have bought.
        case
            when not indexed.is_ripe or preceded.last_ordered_at is null then null
            when orders_after.order_count > 0 then 1
            else 0
        end as repurchased,
        case
            when not indexed.is_ripe then null
            when indexed.left_at <= indexed.until_at then 1
            else 0
        end as has_left,
        case
            when indexed.is_ripe
                then {{ as_double('coalesce(orders_after.spent, 0)') }}
        end as spent,
        -- Gone: left, or without an order for well over the own usual gap.
        case
            when not indexed.is_ripe then null
            when indexed.left_at <= indexed.until_at then 1
            when orders_after.order_count > 0 then 0
            when
                preceded.usual_gap_days * {{ window('overdue_factor') }}
                <= {{ seconds_between('preceded.last_ordered_at', 'indexed.until_at') }}
                / 86400
                then 1
            else 0
        end as is_gone,
        talked_of.recommends,
        case when indexed.is_talk_ripe then talked_of.speaks_badly end as speaks_badly
    from indexed
    inner join {{ ref('int_experiences_preceded') }} as preceded
        on
            indexed.customer_id = preceded.customer_id
            and indexed.aspect = preceded.aspect
    left join orders_after
        on
            indexed.customer_id = orders_after.customer_id
            and indexed.aspect = orders_after.aspect
            and indexed.horizon_days = orders_after.horizon_days
    left join {{ ref('int_experiences_talked_of') }} as talked_of
        on
            indexed.customer_id = talked_of.customer_id
            and indexed.aspect = talked_of.aspect
            and indexed.horizon_days = talked_of.horizon_days
)

select * from followed
