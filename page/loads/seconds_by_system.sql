-- Grain: one row per system and table. Seconds that its loads took.
with

seconds_by_system as (
    select
        source_system || ' / ' || table_name as loaded_table,
        cast(
            sum(extract(epoch from finished_at - started_at)) as double precision
        ) as seconds
    from audit.loads
    where finished_at is not null
    group by source_system, table_name
)

select * from seconds_by_system
order by seconds desc, loaded_table asc
