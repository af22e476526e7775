-- A failure means: a target names a metric that the scorecard does not show, so that it
-- judges nothing.
select targets.metric
from {{ ref('scorecard_targets') }} as targets
left join {{ ref('int_metrics_catalogued') }} as catalogued
    on targets.metric = catalogued.metric
where catalogued.metric is null
