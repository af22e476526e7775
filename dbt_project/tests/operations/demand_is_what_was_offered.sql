-- A failure means: an offer stands in no open half hour, in two, or in none of a cut's
-- values; or the indices of a queue do not average to 1 over its ordinary open days.
with

offered as (
    select
        queue_id,
        sum(offered_count) as offered_count
    from {{ ref('operations__intervals') }}
    group by queue_id
    having
        sum(offered_count) > 0
        or sum(busy_count) > 0
        or sum(present_seconds) > 0
),

by_day_type as (
    select
        queue_id,
        sum(offered_count) as offered_count,
        coalesce(sum(offered_count) filter (where cut_value = 'ordinary'), 0)
            as ordinary_count
    from {{ ref('operations__demand') }}
    where cut = 'day type'
    group by queue_id
),

by_other_cut as (
    select
        queue_id,
        cut,
        sum(offered_count) as offered_count,
        sum(demand_index * open_count) / sum(open_count) as mean_index
    from {{ ref('operations__demand') }}
    where cut <> 'day type'
    group by queue_id, cut
)

select
    offered.queue_id,
    by_other_cut.cut,
    offered.offered_count,
    by_day_type.offered_count as offered_in_demand
from offered
left join by_day_type on offered.queue_id = by_day_type.queue_id
left join by_other_cut on offered.queue_id = by_other_cut.queue_id
where
    by_day_type.offered_count is distinct from offered.offered_count
    or by_other_cut.offered_count <> by_day_type.ordinary_count
    or abs(by_other_cut.mean_index - 1) > 0.000001
