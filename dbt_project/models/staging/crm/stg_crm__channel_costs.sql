-- Grain: one row per channel and day from which a cost holds, as delivered.
with

costs as (
    select * from {{ source('crm', 'channel_costs') }}
),

costs_renamed as (
    select
        source_system,
        channel,
        valid_from,
        cost_per_contact,
        _load_id
    from costs
)

select * from costs_renamed
