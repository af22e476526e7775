-- Grain: one row per month, queue and code of customer, where it is known.
with

done_quickly as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(done_quickly_count) as bigint) as done_quickly_count,
        cast(sum(done_known_count) as bigint) as done_known_count
    from operations.intervals
    group by
        cast(date_trunc('month', interval_date) as date), queue_id, customer_code
    having sum(done_known_count) > 0
)

select * from done_quickly
order by month_start, queue, tier
