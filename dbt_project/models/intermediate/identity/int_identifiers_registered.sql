-- Grain: one row per identifier, customer record and spell for which it holds.
{{ config(materialized='table') }}
with

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

identifiers_counted as (
    select
        identifier_key,
        count(distinct party_id) as holder_count
    from identifiers_named
    group by identifier_key
),

-- An identifier of too many records (a switchboard, a shop's tablet) is nobody's.
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
