-- A failure means: a contact that customers judged has no row, unless it is a mystery
-- contact, or a row has no contact.
select
    answers.contact_id as surveyed,
    interactions.contact_id as described
from (
    select distinct contact_id
    from {{ ref('core__survey_answers') }}
    where
        contact_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and measure in (
            'matter',
            'person',
            'complete',
            'new_need',
            'believed',
            'effort',
            'satisfaction'
        )
) as answers
full outer join {{ ref('satisfaction__interactions') }} as interactions
    on answers.contact_id = interactions.contact_id
left join {{ ref('core__contacts') }} as contacts
    on answers.contact_id = contacts.contact_id
where
    (interactions.contact_id is null and not contacts.is_mystery)
    or answers.contact_id is null
