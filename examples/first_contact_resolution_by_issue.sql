-- On which issues is one contact enough?
--
-- Read: of 100 customers' needs on an issue, so many were settled with their first
-- contact: nothing more came on the matter within the quiet window.
-- Mind: only ripe needs count, so the newest are not in it. Issues differ in what they
-- ask; a low share is a reason to look, not to blame.
select
    issue,
    count(*) as need_count,
    count(*) filter (where is_first_contact_observed) as settled_count,
    cast(count(*) filter (where is_first_contact_observed) as double precision)
    / count(*) as settled_share
from effort.needs
where is_ripe and is_first_contact_observed is not null
group by issue
order by settled_share asc, issue asc
