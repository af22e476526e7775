-- Which next issue would it pay to solve ahead?
--
-- Read: who had `issue` came with `next_issue` so many times as often as others do
-- (lift); solving it ahead would spare so many contacts a month, at least the low end.
-- Mind: only pairs found beyond chance, after correction for how many were looked at.
-- That one follows the other is no proof that solving the first differently helps.
select
    issue,
    next_issue,
    support_count,
    probability,
    lift,
    spared_contacts_monthly,
    spared_contacts_monthly_low
from effort.next_issues
where is_found and lift > 1
order by spared_contacts_monthly desc nulls last, issue asc, next_issue asc
