-- Grain: one row per metric of the catalogue that the scorecard shows.
with

metrics_catalogued as (
    {{ catalogue() }}
)

select * from metrics_catalogued
