-- Grain: one row per contact offered to agents. Whether it met its queue's standards.
-- What the company began (calls back among it) is work, but no demand.
with

contacts as (
    select * from {{ ref('core__contacts') }}
    where is_offered and not is_mystery
),

-- What each queue promises.
standards as (
    select
        queue_id,
        time_zone,
        {{ window_of_queue('service_level', 'queues.queue_id') }} as answer_seconds,
        {{ window_of_queue('done_quickly', 'queues.queue_id') }} as done_seconds,
        {{ window_of_queue('rings', 'queues.queue_id') }} as ring_limit,
        {{ window_of_queue('ring_seconds', 'queues.queue_id') }} as ring_seconds,
        has_rings
    from {{ ref('core__queues') }} as queues
),

contacts_judged as (
    select
        contacts.contact_id,
        contacts.source_system,
        contacts.queue_id,
        standards.time_zone,
        contacts.owner_id,
        contacts.customer_id,
        contacts.agent_id,
        coalesce(contacts.customer_code, 'unknown') as customer_code,
        contacts.business_date,
        contacts.offered_at,
        contacts.answered_at,
        contacts.direction = 'inbound' as is_demand,
        contacts.direction = 'outbound' and contacts.initiation = 'callback'
            as is_called_back,
        contacts.is_transfer_leg,
        contacts.is_answered,
        contacts.is_abandoned,
        coalesce(contacts.is_short_abandoned, false) as is_short_abandoned,
        coalesce(contacts.is_callback_requested, false) as is_callback_requested,
        contacts.wait_seconds,
        contacts.talk_seconds,
        contacts.hold_seconds,
        contacts.wrap_seconds,
        contacts.wait_seconds <= standards.answer_seconds as is_in_time,
        -- From the answer to the end of the customer's part: neither waiting nor
        -- wrap-up is in it.
        contacts.talk_seconds + coalesce(contacts.hold_seconds, 0)
        <= standards.done_seconds as is_done_quickly,
        standards.has_rings or standards.ring_seconds is not null as is_ring_known,
        coalesce(contacts.rings, ceil(contacts.wait_seconds / standards.ring_seconds))
        <= standards.ring_limit as is_within_rings
    from contacts
    left join standards on contacts.queue_id = standards.queue_id
)

select * from contacts_judged
