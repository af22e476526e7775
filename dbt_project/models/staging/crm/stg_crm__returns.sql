-- Grain: one row per return, replacement, repair or rework as delivered.
with

returned as (
    select * from {{ source('crm', 'returns') }}
),

returns_renamed as (
    select
        source_system,
        source_system || ':' || return_id as return_id,
        source_system || ':' || order_id as order_id,
        returned_at,
        kind,
        amount,
        cost,
        _load_id
    from returned
)

select * from returns_renamed
