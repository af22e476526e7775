-- A failure means: a contact is called a repeat though nothing came before it in time,
-- or a same issue is nearer than any issue.
select
    contact_id,
    gap_seconds,
    same_issue_gap_seconds
from {{ ref('effort__repeat_contacts') }}
where
    gap_seconds < 0
    or gap_seconds > 86400 * {{ window('repeat_contact') }}
    or same_issue_gap_seconds < gap_seconds
    or same_issue_gap_seconds > 86400 * {{ window('repeat_contact') }}
    or is_same_issue <> (previous_same_issue_contact_id is not null)
    or (primary_cause = 'undetermined') <> (primary_evidence is null)
