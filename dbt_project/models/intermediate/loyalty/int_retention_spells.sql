-- Grain: one row per customer and kind of start: from when on the customer was kept,
-- and until when at least, with what was known at the start.
{{ config(materialized='table') }}
with

watermarks as (
    select {{ date_of('max(watermark_at)') }} as seen_until_date
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

records as (
    select {{ date_of('min(first_seen_at)') }} as first_date
    from {{ ref('core__customers') }}
),

paced as (
    select * from {{ ref('int_orders_paced') }}
),

first_orders as (
    select
        paced.customer_id,
        min(paced.ordered_date) as ordered_date,
        {{ date_of('min(customers.left_at)') }} as left_date,
        -- The first limit that passed without an order.
        min(case
            when
                paced.lapses_date <= watermarks.seen_until_date
                and coalesce(paced.next_ordered_date >= paced.lapses_date, true)
                then paced.lapses_date
        end) as lapsed_date
    from paced
    inner join {{ ref('core__customers') }} as customers
        on paced.customer_id = customers.customer_id
    cross join watermarks
    group by paced.customer_id
),

first_orders_ended as (
    select
        first_orders.*,
        least(
            first_orders.lapsed_date,
            case
                when
                    first_orders.left_date
                    between first_orders.ordered_date and watermarks.seen_until_date
                    then first_orders.left_date
            end
        ) as ended_date,
        {{ date_of(add_days('first_orders.ordered_date', window('landmark'))) }}
            as landmark_date
    from first_orders
    cross join watermarks
),

-- Who was a customer before the records began is looked at from their first day on.
joined as (
    select
        customers.customer_id,
        greatest(customers.since_date, records.first_date) as joined_date,
        customers.since_date < records.first_date as is_from_before,
        {{ date_of('customers.left_at') }} as left_date
    from {{ ref('core__customers') }} as customers
    cross join records
    where customers.customer_kind = 'customer' and customers.since_date is not null
),

spells as (
    select
        customer_id,
        'first_order' as starts_with,
        cast({{ month_of('ordered_date') }} as text) as cohort,
        ordered_date as first_ordered_date,
        ordered_date as started_date,
        ended_date
    from first_orders_ended
    union all
    -- Only who is still there at the landmark: of others nothing is known then.
    select
        first_orders_ended.customer_id,
        'landmark' as starts_with,
        cast({{ month_of('first_orders_ended.ordered_date') }} as text) as cohort,
        first_orders_ended.ordered_date as first_ordered_date,
        first_orders_ended.landmark_date as started_date,
        first_orders_ended.ended_date
    from first_orders_ended
    cross join watermarks
    where
        first_orders_ended.landmark_date <= watermarks.seen_until_date
        and coalesce(
            first_orders_ended.ended_date > first_orders_ended.landmark_date, true
        )
    union all
    select
        joined.customer_id,
        'joining' as starts_with,
        case
            when joined.is_from_before then 'before'
            else cast({{ month_of('joined.joined_date') }} as text)
        end as cohort,
        cast(null as date) as first_ordered_date,
        joined.joined_date as started_date,
        case
            when joined.left_date <= watermarks.seen_until_date then joined.left_date
        end as ended_date
    from joined
    cross join watermarks
    where
        joined.joined_date <= watermarks.seen_until_date
        and coalesce(joined.left_date >= joined.joined_date, true)
),

retention_spells as (
    select
        spells.*,
        spells.ended_date is not null as is_event,
        {{ days_between(
            'spells.started_date',
            'coalesce(spells.ended_date, watermarks.seen_until_date)'
        ) }} as duration_days,
        {{ days_between('spells.started_date', 'watermarks.seen_until_date') }}
            as observed_days
    from spells
    cross join watermarks
)

select * from retention_spells
