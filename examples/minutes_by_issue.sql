-- Which issues take most of our customers' time?
--
-- Read: total minutes customers waited, talked and held on an issue, the median of a
-- need, and how much of everything the issue is.
-- Mind: time on e-mail and self-service is not measured. Means hang on few long needs,
-- hence the median.
with

issues as (
    select
        issue,
        count(*) as need_count,
        sum(customer_minutes) as minutes,
        percentile_cont(0.5) within group (
            order by customer_minutes
        ) as median_minutes
    from effort.needs
    group by issue
)

select
    issue,
    need_count,
    minutes,
    median_minutes,
    minutes / nullif(sum(minutes) over (), 0) as share_of_minutes
from issues
order by minutes desc nulls last, issue asc
