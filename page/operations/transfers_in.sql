-- Grain: one row per month, queue and code of customer. Offers, and those passed on to
-- the queue.
with

transfers_in as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(transferred_in_count) as bigint) as transferred_in_count,
        cast(sum(offered_count) as bigint) as offered_count
    from operations.intervals
    group by
        cast(date_trunc('month', interval_date) as date), queue_id, customer_code
    having sum(offered_count) > 0
)

select * from transfers_in
order by queue, month_start, tier
