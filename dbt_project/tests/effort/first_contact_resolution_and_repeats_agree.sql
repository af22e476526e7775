-- A failure means: a need called settled at once was followed by a repeat contact on
-- its issue, which says the opposite.
select
    needs.need_id,
    repeats.contact_id
from {{ ref('effort__needs') }} as needs
inner join {{ ref('effort__repeat_contacts') }} as repeats
    on needs.first_contact_id = repeats.previous_same_issue_contact_id
where
    needs.is_first_contact_observed
    and repeats.is_same_issue
