-- Grain: one row per contact of a known customer that went badly: given up in the
-- queue, recorded as not settled, or judged worse than the middle.
with

contacts as (
    select * from {{ ref('core__contacts') }}
    where
        customer_id is not null
        and direction = 'inbound'
        and not is_mystery
),

contacts_poor as (
    select
        contacts.contact_id,
        contacts.customer_id,
        contacts.entered_at
    from contacts
    left join {{ ref('int_contacts_surveyed') }} as surveyed
        on contacts.contact_id = surveyed.contact_id
    where
        (contacts.is_abandoned and not contacts.is_short_abandoned)
        or not contacts.is_resolved_recorded
        or least(
            surveyed.effort_score,
            surveyed.satisfaction_score,
            surveyed.matter_score,
            surveyed.complete_score
        ) < 50
)

select * from contacts_poor
