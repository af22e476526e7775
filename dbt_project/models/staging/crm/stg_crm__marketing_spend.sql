-- Grain: one row per system, month and aim, as delivered.
with

spend as (
    select * from {{ source('crm', 'marketing_spend') }}
),

spend_renamed as (
    select
        source_system,
        month_start,
        aim,
        amount,
        _load_id
    from spend
)

select * from spend_renamed
