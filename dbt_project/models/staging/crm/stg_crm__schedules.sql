-- Grain: one row per agent or queue and interval planned.
with

schedules as (
    select * from {{ source('crm', 'schedules') }}
),

schedules_renamed as (
    select
        source_system,
        planned_kind,
        planned_ref,
        started_at,
        ended_at,
        planned_staff as planned_count,
        _load_id
    from schedules
)

select * from schedules_renamed
