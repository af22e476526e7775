-- A failure means: a figure stands beside a published one that is of another kind (what
-- people said is no yardstick of what they do) or that nothing of ours compares with.
select catalogued.metric
from {{ ref('int_metrics_catalogued') }} as catalogued
left join {{ ref('published_benchmarks') }} as published
    on catalogued.published_id = published.id
where
    catalogued.published_id is not null
    and (
        published.id is null
        or published.kind <> catalogued.evidence
        or published.comparable_with is null
    )
