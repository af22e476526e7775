-- Which promises do we keep, and how late are the others?
--
-- Read: of the promises of a kind whose time is over, the share kept in time; and the
-- median of the days by which those kept late were late.
-- Mind: promises that customers called off are left out. A kind of which few were made
-- tells little.
select
    promise_kind,
    count(*) as promise_count,
    count(*) filter (where is_kept_in_time) as kept_count,
    cast(count(*) filter (where is_kept_in_time) as double precision)
    / count(*) as kept_share,
    percentile_cont(0.5) within group (
        order by late_by_days
    ) filter (where late_by_days > 0) as median_days_late
from satisfaction.promises
where is_ripe and is_kept_in_time is not null
group by promise_kind
order by kept_share asc, promise_kind asc
