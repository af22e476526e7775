-- Grain: one row per month, queue and code of customer. Answered contacts whose wait is
-- known, and the seconds they waited.
with

counted as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        customer_code as tier,
        cast(sum(wait_known_count) as bigint) as answered_count,
        sum(wait_seconds_sum) as wait_seconds_sum,
        sum(wait_seconds_sum_squares) as wait_seconds_sum_squares
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
    where metric = 'speed_of_answer'
),

speed_of_answer as (
    select
        counted.*,
        counted.answered_count * weights.unit_worth as answered_worth,
        weights.target
    from counted
    left join weights on counted.month_start = weights.month_start
    where counted.answered_count > 0
)

select * from speed_of_answer
order by month_start, queue, tier
