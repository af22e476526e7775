-- A failure means: more answered, abandoned or met in a half hour than were offered, a
-- share outside its own interval, or a half hour that does not begin on its stroke.
select *
from {{ ref('operations__intervals') }}
where
    answered_count + abandoned_count > offered_count
    or short_abandoned_count > abandoned_count
    or answered_in_time_count > answered_count
    or abandoned_in_time_count > abandoned_count
    or rings_count > rings_known_count
    or rings_known_count not in (0, offered_count)
    or transferred_in_count > offered_count
    or done_quickly_count > done_known_count
    or wait_known_count > answered_count
    or due_count <> offered_count - short_abandoned_count
    or service_level_share
    not between service_level_share_low and service_level_share_high
    or speed_of_answer_seconds
    not between speed_of_answer_seconds_low and speed_of_answer_seconds_high
    or extract(minute from interval_local_at) not in (0, 30)
    or extract(second from interval_local_at) <> 0
