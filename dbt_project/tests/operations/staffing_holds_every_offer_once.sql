-- A failure means: offers, answers in time, plans or presence are missing from the half
-- hours of the pools, or stand there twice.
with

intervals as (
    select
        coalesce(sum(offered_count), 0) as offered_count,
        coalesce(sum(answered_in_time_count), 0) as answered_in_time_count,
        coalesce(sum(present_seconds), 0) as present_seconds
    from {{ ref('operations__intervals') }}
),

plans as (
    select coalesce(sum(scheduled_count), 0) as scheduled_count
    from {{ ref('int_plans_split_into_intervals') }}
),

staffing as (
    select
        coalesce(sum(offered_count), 0) as offered_count,
        coalesce(sum(answered_in_time_count), 0) as answered_in_time_count,
        coalesce(sum(present_count), 0) * 1800 as present_seconds,
        coalesce(sum(scheduled_count), 0) as scheduled_count
    from {{ ref('operations__staffing') }}
)

select staffing.*
from intervals
cross join plans
cross join staffing
where
    intervals.offered_count <> staffing.offered_count
    or intervals.answered_in_time_count <> staffing.answered_in_time_count
    or abs(intervals.present_seconds - staffing.present_seconds) > 0.01
    or abs(plans.scheduled_count - staffing.scheduled_count) > 0.0001
