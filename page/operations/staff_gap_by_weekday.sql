-- Grain: one row per month, queue (or pool of queues), weekday and kind of staff. Agent
-- hours by which it fell short of what was required.
with

-- What is never told of any queue is left out; where it is told of some, only half
-- hours count for which it is.
told as (
    select
        count(scheduled_count) > 0 as is_plan_told,
        count(present_count) > 0 as is_presence_told
    from operations.staffing
),

half_hours as (
    select
        staffing.*,
        cast(date_trunc('month', staffing.interval_date) as date) as month_start,
        coalesce(staffing.queue_id, staffing.pool_id) as queue
    from operations.staffing as staffing
    cross join told
    where
        (staffing.scheduled_count is not null or not told.is_plan_told)
        and (staffing.present_count is not null or not told.is_presence_told)
        and staffing.required_count is not null
),

gaps as (
    select
        month_start,
        queue,
        interval_date,
        'scheduled' as staff,
        scheduled_gap_count as gap_count
    from half_hours
    union all
    select
        month_start,
        queue,
        interval_date,
        'present' as staff,
        present_gap_count as gap_count
    from half_hours
),

staff_gap_by_weekday as (
    select
        month_start,
        queue,
        cast(extract(isodow from interval_date) as integer) as weekday,
        staff,
        cast(
            sum(greatest(0, 0 - gap_count)) / 2.0 as double precision
        ) as missing_hours
    from gaps
    where gap_count is not null
    group by month_start, queue, extract(isodow from interval_date), staff
)

select * from staff_gap_by_weekday
order by weekday, staff, month_start, queue
