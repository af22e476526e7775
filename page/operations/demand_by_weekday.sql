-- Grain: one row per queue and weekday. Its demand as
-- multiples of the queue's usual one.
with

demand_by_weekday as (
    select
        queue_id as queue,
        cast(cut_value as integer) as weekday,
        open_count,
        offered_count / nullif(usual_count, 0) as index_sum,
        offered_sum_squares / nullif(usual_count * usual_count, 0)
            as index_sum_squares
    from operations.demand
    where cut = 'weekday' and usual_count > 0
)

select * from demand_by_weekday
order by weekday, queue
