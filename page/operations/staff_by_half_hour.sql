-- Grain: one row per month, queue (or pool of queues), half hour of its clock and kind
-- of staff. Agent hours.
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

half_hours_named as (
    select
        *,
        extract(hour from interval_local_at)
        + extract(minute from interval_local_at) / 60.0 as hour
    from half_hours
),

staff as (
    select
        month_start,
        queue,
        hour,
        'required' as staff,
        required_count as agent_count
    from half_hours_named
    union all
    select
        month_start,
        queue,
        hour,
        'scheduled' as staff,
        scheduled_count as agent_count
    from half_hours_named
    union all
    select
        month_start,
        queue,
        hour,
        'present' as staff,
        present_count as agent_count
    from half_hours_named
),

staff_by_half_hour as (
    select
        month_start,
        queue,
        cast(hour as double precision) as hour,
        staff,
        cast(sum(agent_count) / 2.0 as double precision) as agent_hours
    from staff
    where agent_count > 0
    group by month_start, queue, hour, staff
)

select * from staff_by_half_hour
order by hour, staff, month_start, queue
