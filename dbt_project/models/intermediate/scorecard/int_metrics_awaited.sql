-- Grain: one row per metric that the scorecard shows and feed it waits for.
with

metrics_awaited as (
    {{ catalogue_feeds() }}
)

select * from metrics_awaited
