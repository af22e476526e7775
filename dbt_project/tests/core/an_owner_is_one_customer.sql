-- A failure means: rows of one owner belong to two customers, or a known customer's row
-- is owned by somebody else.
with

owners as (
    select
        owner_id,
        customer_id
    from {{ ref('core__contacts') }}
    union
    select
        owner_id,
        customer_id
    from {{ ref('core__tickets') }}
    union
    select
        owner_id,
        customer_id
    from {{ ref('core__survey_answers') }}
    union
    select
        owner_id,
        customer_id
    from {{ ref('core__orders') }}
)

select
    owner_id,
    count(*) as customer_count
from owners
group by owner_id
having count(*) > 1 or max(customer_id) <> owner_id
