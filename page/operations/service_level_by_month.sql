-- Grain: one row per month, queue and code of customer. Contacts due an answer, and
-- those answered in time.
with

counted as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(answered_in_time_count) as bigint) as in_time_count,
        cast(sum(due_count) as bigint) as due_count
    from operations.intervals
    group by
        cast(date_trunc('month', interval_date) as date), queue_id, customer_code
),

weights as (
    select
        month_start,
        effective_n / nullif(denominator, 0) as unit_worth,
        target
    from scorecard.monthly
    where metric = 'offered_service_level'
),

service_level_by_month as (
    select
        counted.*,
        counted.due_count * weights.unit_worth as due_worth,
        weights.target
    from counted
    left join weights on counted.month_start = weights.month_start
    where counted.due_count > 0
)

select * from service_level_by_month
order by month_start, queue, tier
