-- Grain: one row per figure of a month that a build moved after it was published as
-- complete, the newest 200.
with

restated_figures as (
    select
        restated_at,
        metric,
        month,
        value_before,
        value_after,
        moved,
        denominator_before,
        denominator_after,
        first_load_id,
        last_load_id
    from audit.restatements
)

select * from restated_figures
order by restated_at desc, metric asc, month asc
limit 200
