-- What was the service level of each quarter, by queue?
--
-- Read: contacts answered in time of those due, by the usual formula (answered_of_due).
-- Mind: added up from the half hours' counts. The mean of half-hourly or monthly shares
-- is another number: it lets the quiet half hours weigh as much as the busy ones.
select
    queue_id,
    cast(date_trunc('quarter', interval_date) as date) as quarter_start,
    sum(due_count) as due_count,
    sum(answered_in_time_count) as in_time_count,
    cast(sum(answered_in_time_count) as double precision)
    / nullif(sum(due_count), 0) as service_level_share
from operations.intervals
group by queue_id, cast(date_trunc('quarter', interval_date) as date)
having sum(due_count) > 0
order by queue_id, quarter_start
