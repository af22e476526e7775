-- A failure means: contacts offered to agents are missing from the half hours, stand in
-- two, or seconds of work were lost or doubled where they were split.
with

contacts as (
    select
        count(*) filter (where direction = 'inbound') as offered_count,
        count(*) filter (where direction = 'inbound' and is_answered) as answered_count,
        count(*) filter (where direction = 'inbound' and is_abandoned)
            as abandoned_count,
        count(*) filter (where direction = 'inbound' and not is_transfer_leg)
            as first_offered_count,
        coalesce(sum(talk_seconds), 0) as talk_seconds,
        coalesce(sum(hold_seconds), 0) as hold_seconds,
        coalesce(sum(wrap_seconds), 0) as wrap_seconds
    from {{ ref('core__contacts') }}
    where is_offered and not is_mystery
),

intervals as (
    select
        coalesce(sum(offered_count), 0) as offered_count,
        coalesce(sum(answered_count), 0) as answered_count,
        coalesce(sum(abandoned_count), 0) as abandoned_count,
        coalesce(sum(offered_count - transferred_in_count), 0) as first_offered_count,
        coalesce(sum(talk_seconds), 0) as talk_seconds,
        coalesce(sum(hold_seconds), 0) as hold_seconds,
        coalesce(sum(wrap_seconds), 0) as wrap_seconds
    from {{ ref('operations__intervals') }}
)

select
    contacts.*,
    intervals.offered_count as offered_in_intervals
from contacts
cross join intervals
where
    contacts.offered_count <> intervals.offered_count
    or contacts.answered_count <> intervals.answered_count
    or contacts.abandoned_count <> intervals.abandoned_count
    or contacts.first_offered_count <> intervals.first_offered_count
    or abs(contacts.talk_seconds - intervals.talk_seconds) > 0.001
    or abs(contacts.hold_seconds - intervals.hold_seconds) > 0.001
    or abs(contacts.wrap_seconds - intervals.wrap_seconds) > 0.001
