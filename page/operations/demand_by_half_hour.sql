-- Grain: one row per queue and half hour of its clock. Its demand as
-- multiples of the queue's usual one.
with

demand_by_half_hour as (
    select
        queue_id as queue,
        cast(substring(cut_value from 1 for 2) as integer)
        + cast(substring(cut_value from 4 for 2) as integer) / 60.0 as hour,
        open_count,
        offered_count / nullif(usual_count, 0) as index_sum,
        offered_sum_squares / nullif(usual_count * usual_count, 0)
            as index_sum_squares
    from operations.demand
    where cut = 'interval' and usual_count > 0
)

select * from demand_by_half_hour
order by hour, queue
