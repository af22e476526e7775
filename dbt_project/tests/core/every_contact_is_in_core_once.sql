-- A failure means: a delivered contact that is not void is missing in core.contacts or
-- stands there twice, or core.contacts holds one that no system delivered.
with

delivered as (
    select contact_id
    from {{ ref('stg_telephony__contacts') }}
    where disposition is null or disposition <> 'void'
),

published as (
    select
        contact_id,
        count(*) as row_count
    from {{ ref('core__contacts') }}
    where origin = 'contact'
    group by contact_id
)

select
    delivered.contact_id as delivered_id,
    published.contact_id as published_id,
    published.row_count
from delivered
full outer join published on delivered.contact_id = published.contact_id
where
    delivered.contact_id is null
    or published.contact_id is null
    or published.row_count > 1
