-- A failure means: presence or busy attempts were lost, doubled or put where they did
-- not fall, or a half hour stands there in which nothing was offered, done or told:
-- closed hours have none.
with

told as (
    select
        coalesce(sum(present_seconds), 0) as present_seconds,
        coalesce(sum(busy_count), 0) as busy_count
    from {{ ref('int_intervals_observed') }}
),

intervals as (
    select
        coalesce(sum(present_seconds), 0) as present_seconds,
        coalesce(sum(busy_count), 0) as busy_count,
        count(*) filter (
            where
            offered_count = 0
            and called_back_count = 0
            and talk_seconds + hold_seconds + wrap_seconds = 0
            and present_seconds = 0
            and busy_count = 0
        ) as idle_count,
        count(*) filter (
            where (occupancy_share is null) <> (present_in_queue = 0)
        ) as wrong_occupancy_count
    from (
        select
            *,
            sum(present_seconds) over (
                partition by queue_id, interval_start_at
            ) as present_in_queue
        from {{ ref('operations__intervals') }}
    ) as half_hours
)

select
    told.*,
    intervals.idle_count,
    intervals.wrong_occupancy_count
from told
cross join intervals
where
    abs(told.present_seconds - intervals.present_seconds) > 0.01
    or told.busy_count <> intervals.busy_count
    or intervals.idle_count > 0
    or intervals.wrong_occupancy_count > 0
