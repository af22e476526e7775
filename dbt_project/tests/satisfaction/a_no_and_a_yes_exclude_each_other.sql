-- A failure means: a false confirmation without a confirmation, or a recovery without a
-- no.
select *
from {{ ref('satisfaction__interactions') }}
where
    (is_false_confirmation is not null and not coalesce(is_complete_stated, false))
    or (is_no_recovered is not null and not coalesce(is_no, false))
    or (is_no_followed_up is not null and not coalesce(is_no, false))
