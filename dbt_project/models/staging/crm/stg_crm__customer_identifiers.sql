-- Grain: one row per identifier of a customer record, hashed.
with

customer_identifiers as (
    select * from {{ source('crm', 'customer_identifiers') }}
),

identifiers_renamed as (
    select
        source_system,
        {{ party_id('source_system', 'customer_id') }} as party_id,
        length(customer_id) as record_length,
        kind as identifier_kind,
        {{ identifier_key('kind', 'coalesce(issued_by, source_system)', 'value') }}
            as identifier_key,
        valid_from,
        valid_to,
        _load_id
    from customer_identifiers
)

select * from identifiers_renamed
