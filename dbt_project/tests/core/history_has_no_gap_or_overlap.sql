-- A failure means: a customer has two codes, or none, on one day between the first and
-- the last.
with

spells as (
    select
        customer_id,
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by customer_id
            order by valid_from
        ) as next_from
    from {{ ref('core__customer_history') }}
)

select * from spells
where valid_to is distinct from next_from or valid_to <= valid_from
