-- A failure means: a complaint case is missing, doubled or invented on the way.
select
    core.complaint_id,
    described.complaint_id as described_id
from {{ ref('core__complaints') }} as core
full outer join {{ ref('recovery__complaints') }} as described
    on core.complaint_id = described.complaint_id
where core.complaint_id is null or described.complaint_id is null
