-- A failure means: a complaint waited for a negative time, is in standard without
-- having been settled, is settled yet awaited, or says of a ripe one that nothing is
-- known.
select *
from {{ ref('recovery__complaints') }}
where
    waited_seconds < 0
    or longest_silence_seconds < 0
    or compensation_amount < 0
    or (is_resolved_in_standard and resolved_at is null)
    or (is_first_response_in_standard and first_response_at is null)
    or (is_standard_ripe and is_resolved_in_standard is null)
    or (is_ripe and has_come_back is null)
    or came_back_at <= opened_at
