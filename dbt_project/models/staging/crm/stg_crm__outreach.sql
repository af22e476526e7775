-- Grain: one row per time the company reached out to a customer record, or held it out.
with

outreach as (
    select * from {{ source('crm', 'outreach') }}
),

outreach_renamed as (
    select
        source_system,
        {{ party_id('source_system', 'customer_id') }} as party_id,
        occurred_at,
        kind,
        is_held_out,
        _load_id
    from outreach
)

select * from outreach_renamed
