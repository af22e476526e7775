-- At which hours of the week is staff short?
--
-- Read: of the half hours of that weekday (1 is Monday) and hour with a plan, the share
-- in which fewer were scheduled than required, and by how many on average then.
-- Mind: in the queue's own time. What is required rests on a model (Erlang) and on the
-- calls there were, which no planner knows beforehand.
select
    cast(extract(isodow from interval_local_at) as bigint) as weekday,
    cast(extract(hour from interval_local_at) as bigint) as hour_of_day,
    count(*) as planned_count,
    count(*) filter (where scheduled_gap_count < 0) as short_count,
    cast(count(*) filter (where scheduled_gap_count < 0) as double precision)
    / count(*) as short_share,
    avg(-scheduled_gap_count) filter (where scheduled_gap_count < 0) as short_by_mean
from operations.staffing
where scheduled_gap_count is not null
group by
    cast(extract(isodow from interval_local_at) as bigint),
    cast(extract(hour from interval_local_at) as bigint)
order by short_share desc, weekday asc, hour_of_day asc
