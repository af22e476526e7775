-- A failure means: a need took contacts after the day on which it had to close, opens
-- after it ends, or holds another owner's contacts.
select
    needs.need_id,
    needs.opened_at,
    needs.last_contact_at
from {{ ref('effort__needs') }} as needs
inner join {{ ref('core__contacts') }} as contacts
    on needs.first_contact_id = contacts.contact_id
where
    needs.last_contact_at
    > {{ add_days('needs.opened_at', window('need_closes')) }}
    or needs.last_contact_at < needs.opened_at
    or needs.days_open < 0
    or needs.owner_id <> contacts.owner_id
