-- Grain: one row per month, queue (or pool of queues), weekday and hour of its clock.
-- Half hours with an offer, and those with fewer agents present than required.
with

half_hours as (
    select
        cast(date_trunc('month', interval_date) as date) as month_start,
        coalesce(queue_id, pool_id) as queue,
        cast(extract(isodow from interval_date) as integer) as weekday,
        lpad(
            cast(cast(extract(hour from interval_local_at) as integer) as varchar),
            2,
            '0'
        )
        || ':00' as hour,
        present_gap_count
    from operations.staffing
    where offered_count > 0 and present_gap_count is not null
),

understaffed_heat as (
    select
        month_start,
        queue,
        weekday,
        hour,
        count(*) filter (where present_gap_count < 0) as short_count,
        count(*) as half_hour_count
    from half_hours
    group by month_start, queue, weekday, hour
)

select * from understaffed_heat
order by hour, weekday, month_start, queue
