-- Grain: one row per month, queue, code of customer and outcome of the offer.
with

counted as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(offered_count) as bigint) as offered_count,
        cast(sum(answered_count) as bigint) as answered_count,
        cast(sum(abandoned_count) as bigint) as abandoned_count,
        cast(sum(short_abandoned_count) as bigint) as short_abandoned_count
    from operations.intervals
    group by
        cast(date_trunc('month', interval_date) as date), queue_id, customer_code
),

outcomes as (
    select
        month_start,
        queue,
        tier,
        'answered' as outcome,
        answered_count as offer_count
    from counted
    union all
    select
        month_start,
        queue,
        tier,
        'gave_up' as outcome,
        abandoned_count - short_abandoned_count as offer_count
    from counted
    union all
    select
        month_start,
        queue,
        tier,
        'hung_up' as outcome,
        short_abandoned_count as offer_count
    from counted
    union all
    select
        month_start,
        queue,
        tier,
        'call_back' as outcome,
        offered_count - answered_count - abandoned_count as offer_count
    from counted
),

offers_by_month as (
    select *
    from outcomes
    where offer_count <> 0
)

select * from offers_by_month
order by month_start, outcome, queue, tier
