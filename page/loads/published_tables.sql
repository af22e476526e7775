-- Grain: one row per published table. From which loads, since when, and what it misses.
with

published_tables as (
    select
        mart || '.' || table_name as full_name,
        rows as row_count,
        note,
        loads,
        since,
        published_at,
        build_id
    from audit.published
)

select * from published_tables
order by case when note is null then 1 else 0 end, full_name
