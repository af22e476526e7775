-- Grain: one row per identifier of a customer record, hashed.
with

identifiers_renamed as (
    select
        source_system,
        {{ party_id('source_system', 'customer_id') }} as party_id,
        length(customer_id) as record_length,
        kind as identifier_kind,
        identifier_key,
        valid_from,
        valid_to,
        _load_id
    from {{ source('crm', 'customer_identifiers') }}
)

select * from identifiers_renamed
