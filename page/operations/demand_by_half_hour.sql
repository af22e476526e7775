-- Grain: one row per queue and half hour of its clock. Its demand as
-- multiples of the queue's usual one.
with

demand_by_half_hour as (
    select
        queue_id as queue,
        cut_value as half_hour,
        open_count,
        offered_count / nullif(usual_count, 0) as index_sum,
        offered_sum_squares / nullif(usual_count * usual_count, 0)
            as index_sum_squares
    from operations.demand
    where cut = 'interval' and usual_count > 0
)

select * from demand_by_half_hour
order by half_hour, queue
