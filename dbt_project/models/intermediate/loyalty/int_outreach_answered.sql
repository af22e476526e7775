-- Grain: one row per customer, moment and kind of reminders and win-backs, sent or held
-- out. What the customer ordered in the time after.
with

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

-- Of two records of one customer, one of them reached is the customer reached.
outreach as (
    select
        identities.customer_id,
        outreach.kind,
        outreach.occurred_at,
        bool_and(coalesce(outreach.is_held_out, false)) as is_held_out
    from {{ ref('stg_crm__outreach') }} as outreach
    inner join {{ ref('core__customer_identities') }} as identities
        on outreach.party_id = identities.party_id
    where outreach.kind in ('reminder', 'win_back')
    group by identities.customer_id, outreach.kind, outreach.occurred_at
),

outreach_timed as (
    select
        *,
        {{ add_days('occurred_at', window('outreach_answer')) }} as ripe_at
    from outreach
),

orders_after as (
    select
        outreach_timed.customer_id,
        outreach_timed.kind,
        outreach_timed.occurred_at,
        count(*) as order_count,
        sum(orders.revenue) as revenue,
        sum(coalesce(orders.margin, orders.revenue * {{ window('assumed_margin') }}))
            as value
    from outreach_timed
    inner join {{ ref('core__orders') }} as orders
        on
            outreach_timed.customer_id = orders.customer_id
            and outreach_timed.occurred_at < orders.ordered_at
            and outreach_timed.ripe_at >= orders.ordered_at
    group by outreach_timed.customer_id, outreach_timed.kind, outreach_timed.occurred_at
),

outreach_answered as (
    select
        outreach_timed.*,
        coalesce(watermarks.seen_until_at >= outreach_timed.ripe_at, false) as is_ripe,
        orders_after.order_count is not null as has_ordered,
        coalesce(orders_after.revenue, 0) as revenue,
        coalesce(orders_after.value, 0) as value
    from outreach_timed
    cross join watermarks
    left join orders_after
        on
            outreach_timed.customer_id = orders_after.customer_id
            and outreach_timed.kind = orders_after.kind
            and outreach_timed.occurred_at = orders_after.occurred_at
)

select * from outreach_answered
