-- Grain: one row per identifier and spell for which it is one customer's; spells do not
-- overlap.
{{ config(materialized='table') }}
with

spells as (
    select distinct
        identifiers.identifier_key,
        parties.customer_id,
        identifiers.valid_from,
        identifiers.valid_to
    from {{ ref('int_identifiers_registered') }} as identifiers
    inner join {{ ref('int_parties_connected') }} as parties
        on identifiers.party_id = parties.party_id
    where not identifiers.is_shared
),

-- Two records of one customer may hold an identifier in spells that overlap: they are
-- one.
spells_before as (
    select
        *,
        max(valid_to) over (
            partition by identifier_key, customer_id
            order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding
        ) as held_until
    from spells
),

spells_numbered as (
    select
        *,
        sum(case when valid_from <= held_until then 0 else 1 end) over (
            partition by identifier_key, customer_id
            order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as spell_number
    from spells_before
),

identifiers_resolved as (
    select
        identifier_key,
        customer_id,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from spells_numbered
    group by identifier_key, customer_id, spell_number
)

select * from identifiers_resolved
