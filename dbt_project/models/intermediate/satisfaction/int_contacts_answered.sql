-- Grain: one row per offered contact, legs and short abandons apart. Was it answered,
-- in time, or called back, or may that still come?
with

contacts as (
    select *
    from {{ ref('core__contacts') }}
    where direction = 'inbound' and not is_mystery and origin = 'contact'
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'telephony'
),

-- The company called the customer back who had asked for it.
called_back as (
    select distinct contacts.contact_id
    from contacts
    inner join {{ ref('core__contacts') }} as later
        on
            contacts.owner_id = later.owner_id
            and contacts.contact_id <> later.contact_id
            and contacts.entered_at <= later.entered_at
            and {{ add_seconds(
                'contacts.entered_at', '3600 * ' ~ window('callback_kept')
            ) }} >= later.entered_at
    where
        contacts.is_callback_requested
        and later.is_answered
        and (later.direction = 'outbound' or later.initiation = 'callback')
),

contacts_answered as (
    select
        contacts.contact_id,
        {{ month_of('contacts.business_date') }} as month_start,
        contacts.owner_id,
        contacts.is_answered,
        called_back.contact_id is not null as is_called_back,
        contacts.is_answered
        and contacts.wait_seconds
        <= {{ window_of_queue('service_level', 'contacts.queue_id') }} as is_in_time,
        contacts.is_answered
        and contacts.wait_seconds is null as is_wait_unknown,
        -- A call-back that may still come in its time.
        contacts.is_callback_requested
        and called_back.contact_id is null
        and coalesce({{ add_seconds(
            'contacts.entered_at', '3600 * ' ~ window('callback_kept')
        ) }} > watermarks.seen_until_at, true) as is_awaited
    from contacts
    left join called_back on contacts.contact_id = called_back.contact_id
    cross join watermarks
    where
        contacts.is_offered
        and not contacts.is_transfer_leg
        and not contacts.is_short_abandoned
)

select * from contacts_answered
