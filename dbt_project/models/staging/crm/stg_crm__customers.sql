-- Grain: one row per customer record of a system, numbers hashed.
with

customers as (
    select * from {{ source('crm', 'customers') }}
),

customers_renamed as (
    select
        source_system,
        {{ party_id('source_system', 'customer_id') }} as party_id,
        length(customer_id) as record_length,
        since_date,
        birth_year,
        region,
        segment,
        coalesce(kind, 'customer') as customer_kind,
        left_at,
        left_reason,
        {{ party_id('source_system', 'merged_into_customer_id') }}
            as merged_into_party_id,
        _load_id
    from customers
)

select * from customers_renamed
