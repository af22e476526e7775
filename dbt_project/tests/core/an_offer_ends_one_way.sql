-- A failure means: a contact was answered or abandoned without being offered, both at
-- once, or short abandoned without being abandoned; or somebody waited less than
-- nothing.
select contact_id
from {{ ref('core__contacts') }}
where
    ((is_answered or is_abandoned) and not is_offered)
    or (is_answered and is_abandoned)
    or (is_short_abandoned and not is_abandoned)
    or (is_offered and offered_at is null)
    or wait_seconds < 0
    or talk_seconds < 0
