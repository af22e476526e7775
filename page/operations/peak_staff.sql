-- Grain: one row per queue and cut. The peak over what is usual, in agents required.
with

peak_staff as (
    select
        queue_id as queue,
        cut,
        max(peak_factor_staff) as peak_factor_staff,
        max(peak_factor_calls) as peak_factor_calls
    from operations.demand
    where cut in ('season', 'weekday', 'interval')
    group by queue_id, cut
    having max(peak_factor_staff) is not null
)

select * from peak_staff
order by queue, cut
