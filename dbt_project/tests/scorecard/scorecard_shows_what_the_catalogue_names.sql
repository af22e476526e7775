-- A failure means: a metric is counted that the catalogue does not name for the
-- scorecard, so that nobody sees it, or the catalogue names one that nothing counts.
select
    counted.metric as counted_metric,
    catalogued.metric as catalogued_metric
from (
    select distinct metric from {{ ref('int_metrics_counted_monthly') }}
) as counted
full outer join {{ ref('int_metrics_catalogued') }} as catalogued
    on counted.metric = catalogued.metric
where
    catalogued.metric is null
    or (
        counted.metric is null
        and (select count(*) from {{ ref('int_feed_watermarks') }}) = 4
    )
