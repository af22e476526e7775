-- A failure means: a promise late without being kept after its time, kept without a
-- keeping, broken before its time, or counted though the customer called it off.
select *
from {{ ref('satisfaction__promises') }}
where
    (state = 'late' and not coalesce(kept_at > ripe_at and late_by_seconds > 0, false))
    or (state = 'kept' and not coalesce(kept_at <= coalesce(ripe_at, kept_at), false))
    or (state in ('kept', 'late') and kept_at < made_at)
    or (state = 'broken' and (kept_at is not null or not is_ripe))
    or (state = 'cancelled' and cancelled_by <> 'customer')
    or (state = 'cancelled' and is_kept_in_time is not null)
    or (is_kept_in_time is not null and not is_ripe)
