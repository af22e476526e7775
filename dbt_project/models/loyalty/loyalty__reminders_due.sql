-- Grain: one row per customer who is due for a reminder on the newest day of orders:
-- past the own rhythm (F13), not lost, without an open complaint, not reached just now.
with

watermarks as (
    select
        max(watermark_at) as seen_until_at,
        {{ date_of('max(watermark_at)') }} as as_of_date
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

months as (
    select monthly.*
    from {{ ref('loyalty__customers_monthly') }} as monthly
    inner join watermarks
        on {{ month_of('watermarks.as_of_date') }} = monthly.month_start
),

-- The last purchase of each customer.
pauses as (
    select
        paced.*,
        watermarks.as_of_date,
        watermarks.seen_until_at,
        {{ days_between('paced.ordered_date', 'watermarks.as_of_date') }} as pause_days
    from {{ ref('int_orders_paced') }} as paced
    cross join watermarks
    where paced.next_ordered_date is null
),

complaints_open as (
    select distinct complaints.customer_id
    from {{ ref('core__complaints') }} as complaints
    cross join watermarks
    left join {{ ref('int_complaints_answered') }} as answered
        on complaints.complaint_id = answered.complaint_id
    where
        complaints.customer_id is not null
        and complaints.opened_at <= watermarks.seen_until_at
        and coalesce(answered.resolved_at > watermarks.seen_until_at, true)
),

-- Held out counts too: the comparison would be spoilt.
outreach_lately as (
    select distinct outreach.customer_id
    from {{ ref('int_outreach_answered') }} as outreach
    cross join watermarks
    where
        outreach.occurred_at
        > {{ add_days('watermarks.seen_until_at', '-' ~ window('reminder_pause')) }}
),

customers_due as (
    select
        pauses.*,
        {{ date_of('customers.left_at') }} as left_date,
        months.code,
        months.level,
        months.value_12_months
    from pauses
    inner join {{ ref('core__customers') }} as customers
        on pauses.customer_id = customers.customer_id
    left join months on pauses.customer_id = months.customer_id
    left join complaints_open on pauses.customer_id = complaints_open.customer_id
    left join outreach_lately on pauses.customer_id = outreach_lately.customer_id
    where
        pauses.pause_days > {{ window('reminder_rhythms') }} * pauses.rhythm_days
        and pauses.pause_days <= pauses.lost_days
        and coalesce({{ date_of('customers.left_at') }} < pauses.ordered_date, true)
        and complaints_open.customer_id is null
        and outreach_lately.customer_id is null
),

reminders_due as (
    select
        customer_id,
        -- By hundredths: what sums leave in their last digits ranks nobody.
        row_number() over (
            order by round(100 * coalesce(value_12_months, 0)) desc, customer_id asc
        ) as due_rank,
        as_of_date,
        code,
        level,
        -- Today: at the end of the month it may be another.
        {{ customer_state('as_of_date', 'ordered_date', 'pause_days', 'left_date') }}
            as state,
        ordered_date as last_ordered_date,
        cast(gap_count + 1 as bigint) as purchase_count,
        {{ as_double('rhythm_days') }} as rhythm_days,
        cast(pause_days as bigint) as pause_days,
        {{ as_double('pause_days - rhythm_days') }} as days_over_rhythm,
        lapses_date,
        {{ as_double('value_12_months') }} as value_12_months
    from customers_due
)

select * from reminders_due
