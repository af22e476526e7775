-- Grain: one row per load of a file into a table, the newest 500; refused ones first.
with

newest_loads as (
    select *
    from audit.loads
    order by load_id desc
    limit 500
),

files as (
    select
        load_id,
        feed || '/' || source_system as system,
        table_name,
        file_name,
        verdict,
        rows_read,
        rows_accepted,
        rows_refused,
        rows_superseded,
        rows_read - rows_accepted - rows_refused - rows_superseded
            as rows_unaccounted,
        coalesce(reason, notes) as remark,
        started_at,
        cast(extract(epoch from finished_at - started_at) as double precision)
            as seconds
    from newest_loads
)

select * from files
order by case when verdict = 'accepted' then 1 else 0 end asc, load_id desc
