-- A failure means: contacts that customers made are missing from needs, or stand in
-- two.
with

contacts as (
    select count(*) as contact_count
    from {{ ref('core__contacts') }}
    where direction = 'inbound' and not is_transfer_leg and not is_mystery
),

needs as (
    select coalesce(sum(contact_count), 0) as contact_count
    from {{ ref('effort__needs') }}
)

select
    contacts.contact_count,
    needs.contact_count as contact_count_of_needs
from contacts
cross join needs
where contacts.contact_count <> needs.contact_count
