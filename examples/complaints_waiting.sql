-- Which complaints are out of standard, and whose are they?
--
-- Read: complaints that are not settled though their time has run out; those of the
-- customers worth most first.
-- Mind: value is the margin of the 12 months before the complaint. A complaint without
-- a known customer stands last, and is one nonetheless.
select
    complaints.complaint_id,
    complaints.opened_date,
    complaints.severity,
    complaints.team,
    complaints.customer_code,
    complaints.value_12_months,
    complaints.refusal_count
from recovery.complaints
where
    complaints.resolved_at is null
    and complaints.is_standard_ripe
order by
    complaints.customer_id is null asc,
    complaints.value_12_months desc,
    complaints.complaint_id asc
