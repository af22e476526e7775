-- Grain: one row per month, queue and code of customer, where it is known.
with

within_rings as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(rings_count) as bigint) as rings_count,
        cast(sum(rings_known_count) as bigint) as rings_known_count
    from operations.intervals
    group by
        cast(date_trunc('month', interval_date) as date), queue_id, customer_code
    having sum(rings_known_count) > 0
)

select * from within_rings
order by month_start, queue, tier
