-- Grain: one row per identifier, customer record and spell for which it holds.
{{ config(materialized='table') }}
with recursive

-- A record is known by its own number too, for ever.
identifiers_named as (
    select
        identifier_key,
        party_id,
        coalesce(valid_from, timestamp '0001-01-01') as valid_from,
        coalesce(valid_to, timestamp '9999-12-31') as valid_to
    from {{ ref('stg_crm__customer_identifiers') }}
    where identifier_key is not null
    union
    select
        party_id as identifier_key,
        party_id,
        timestamp '0001-01-01' as valid_from,
        timestamp '9999-12-31' as valid_to
    from {{ ref('int_parties_recorded') }}
),

-- Records that the customer system has merged are one holder: the last that absorbed.
records_merged as (
    select
        party_id,
        merged_into_party_id as absorbing_party_id
    from {{ ref('stg_crm__customers') }}
    where merged_into_party_id is not null
    union
    select
        records_merged.party_id,
        customers.merged_into_party_id as absorbing_party_id
    from records_merged
    inner join {{ ref('stg_crm__customers') }} as customers
        on records_merged.absorbing_party_id = customers.party_id
    where customers.merged_into_party_id is not null
),

holders as (
    select
        merged.party_id,
        coalesce(
            min(merged.absorbing_party_id) filter (where further.party_id is null),
            min(merged.absorbing_party_id)
        ) as holder_id
    from records_merged as merged
    left join records_merged as further
        on merged.absorbing_party_id = further.party_id
    group by merged.party_id
),

identifiers_counted as (
    select
        named.identifier_key,
        count(distinct coalesce(holders.holder_id, named.party_id)) as holder_count
    from identifiers_named as named
    left join holders on named.party_id = holders.party_id
    group by named.identifier_key
),

-- An identifier of too many (a switchboard, a shop's tablet) is nobody's.
identifiers_registered as (
    select
        identifiers_named.identifier_key,
        identifiers_named.party_id,
        identifiers_named.valid_from,
        identifiers_named.valid_to,
        identifiers_counted.holder_count,
        identifiers_counted.holder_count
        > {{ window('shared_identifier') }} as is_shared
    from identifiers_named
    inner join identifiers_counted
        on identifiers_named.identifier_key = identifiers_counted.identifier_key
    where identifiers_named.valid_from < identifiers_named.valid_to
)

select * from identifiers_registered
