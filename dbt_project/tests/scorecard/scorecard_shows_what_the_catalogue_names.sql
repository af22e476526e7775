-- A failure means: a metric is counted that the catalogue does not name for the
-- scorecard, so that nobody sees it.
select distinct counted.metric
from {{ ref('int_metrics_counted_monthly') }} as counted
left join {{ ref('int_metrics_catalogued') }} as catalogued
    on counted.metric = catalogued.metric
where catalogued.metric is null
