-- Grain: one row per build of the marts, the newest 100.
with

builds as (
    select
        build_id,
        verdict,
        built_load_id,
        case when full_refresh then 'everything anew' else 'what was new' end
            as extent,
        substring(code_hash from 1 for 12) as code,
        started_at,
        finished_at,
        cast(
            extract(epoch from finished_at - started_at) / 60 as double precision
        ) as minutes,
        reason
    from audit.builds
)

select * from builds
order by build_id desc
limit 100
