-- A failure means: the service level of the half hours is not the formula that is
-- marked as ours, or not exactly one formula is.
with

half_hours as (
    select
        queue_id,
        interval_date,
        sum(answered_in_time_count) as numerator,
        sum(due_count) as denominator
    from {{ ref('operations__intervals') }}
    group by queue_id, interval_date
    having sum(offered_count) > 0
),

ours as (
    select * from {{ ref('operations__service_levels') }}
    where is_ours
),

compared as (
    select
        half_hours.*,
        ours.queue_id as queue_id_of_formula,
        ours.numerator as numerator_of_formula,
        ours.denominator as denominator_of_formula
    from half_hours
    full outer join ours
        on
            half_hours.queue_id = ours.queue_id
            and half_hours.interval_date = ours.interval_date
)

select * from compared
where
    queue_id is null
    or queue_id_of_formula is null
    or numerator <> numerator_of_formula
    or denominator <> denominator_of_formula
