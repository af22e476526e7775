-- Grain: one row per system and outcome. Rows of all loads by what became of them.
with

outcomes as (
    select
        feed,
        source_system,
        'accepted' as outcome,
        rows_accepted as row_count
    from audit.loads
    union all
    select
        feed,
        source_system,
        'refused' as outcome,
        rows_refused as row_count
    from audit.loads
    union all
    select
        feed,
        source_system,
        'superseded' as outcome,
        rows_superseded as row_count
    from audit.loads
),

rows_by_system as (
    select
        feed || ' / ' || source_system as system,
        outcome,
        cast(coalesce(sum(row_count), 0) as bigint) as row_count
    from outcomes
    group by feed, source_system, outcome
)

select * from rows_by_system
order by system, outcome
