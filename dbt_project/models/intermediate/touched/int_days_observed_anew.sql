-- Grain: one row per queue and day whose presence, busy attempts or counting of rings
-- is not what the last build had.
{%- set built_intervals = built_relation('build_operations', 'intervals') %}
with

now_observed as (
    select
        queue_id,
        interval_start_at,
        {{ date_of('interval_local_at') }} as day,
        present_seconds,
        busy_count
    from {{ ref('int_intervals_observed') }}
),

queues as (
    select
        *,
        has_rings
        or {{ window_of_queue('ring_seconds', 'queues_zoned.queue_id') }} is not null
            as is_ring_known
    from {{ ref('int_queues_zoned') }} as queues_zoned
),

{%- if built_intervals and is_incremental_build() %}

built as (
    select * from {{ built_intervals }}
),

before_observed as (
    select
        queue_id,
        interval_start_at,
        interval_date as day,
        sum(present_seconds) as present_seconds,
        sum(busy_count) as busy_count
    from built
    group by queue_id, interval_start_at, interval_date
),

changed as (
    select
        coalesce(now_observed.queue_id, before_observed.queue_id) as queue_id,
        coalesce(now_observed.day, before_observed.day) as day
    from now_observed
    full outer join before_observed
        on
            now_observed.queue_id = before_observed.queue_id
            and now_observed.interval_start_at = before_observed.interval_start_at
    where
        abs(
            coalesce(now_observed.present_seconds, 0)
            - coalesce(before_observed.present_seconds, 0)
        ) > 0.001
        or coalesce(now_observed.busy_count, 0)
        <> coalesce(before_observed.busy_count, 0)
    union
    select
        built.queue_id,
        built.interval_date as day
    from built
    inner join queues on built.queue_id = queues.queue_id
    where
        built.offered_count > 0
        and (built.rings_known_count > 0) <> queues.is_ring_known
)
{%- else %}

changed as (
    select
        now_observed.queue_id,
        now_observed.day
    from now_observed
    inner join queues on now_observed.queue_id = queues.queue_id
    where false
)
{%- endif %}

select * from changed
