-- Grain: one row per build that succeeded, the newest 100. How long it took.
with

build_times as (
    select
        build_id,
        case when full_refresh then 'whole' else 'added' end as extent,
        cast(
            extract(epoch from finished_at - started_at) / 60 as double precision
        ) as minutes
    from audit.builds
    where verdict = 'succeeded' and finished_at is not null
    order by build_id desc
    limit 100
)

select * from build_times
order by build_id
