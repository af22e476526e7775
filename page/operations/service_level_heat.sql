-- Grain: one row per month, weekday, half hour of the queue's clock, queue and code of
-- customer. Contacts due an answer, and those answered in time.
with

offers as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        cast(extract(isodow from interval_date) as integer) as weekday,
        substring(cast(cast(interval_local_at as time) as varchar) from 1 for 5)
            as half_hour,
        queue_id as queue,
        customer_code as tier,
        answered_in_time_count,
        due_count
    from operations.intervals
    where due_count > 0
),

counted as (
    select
        month_start,
        weekday,
        half_hour,
        queue,
        tier,
        cast(sum(answered_in_time_count) as bigint) as in_time_count,
        cast(sum(due_count) as bigint) as due_count
    from offers
    group by month_start, weekday, half_hour, queue, tier
),

weights as (
    select
        month_start,
        effective_n / nullif(denominator, 0) as unit_worth
    from scorecard.monthly
    where metric = 'offered_service_level'
),

service_level_heat as (
    select
        counted.*,
        counted.due_count * weights.unit_worth as due_worth
    from counted
    left join weights on counted.month_start = weights.month_start
)

select * from service_level_heat
order by half_hour, weekday, month_start, queue, tier
