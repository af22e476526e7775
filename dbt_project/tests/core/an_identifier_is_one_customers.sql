-- A failure means: an identifier names two customers at the same time.
with

spells as (
    select
        identifier_key,
        valid_from,
        max(valid_to) over (
            partition by identifier_key
            order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding
        ) as held_until
    from {{ ref('int_identifiers_resolved') }}
)

select * from spells
where valid_from < held_until
