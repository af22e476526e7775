-- Grain: one row per month, queue and formula of the service level.
with

counted as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        queue_id as queue,
        formula,
        cast(sum(numerator) as bigint) as met_count,
        cast(sum(denominator) as bigint) as counted_count
    from operations.service_levels
    group by cast(date_trunc('month', interval_date) as date), queue_id, formula
),

weights as (
    select
        month_start,
        effective_n / nullif(denominator, 0) as unit_worth
    from scorecard.monthly
    where metric = 'offered_service_level'
),

service_level_formulas as (
    select
        counted.*,
        counted.counted_count * weights.unit_worth as counted_worth
    from counted
    left join weights on counted.month_start = weights.month_start
    where counted.counted_count > 0
)

select * from service_level_formulas
order by formula, month_start, queue
