-- Grain: one row per contact that a customer began. Where the customer went next.
with

contacts as (
    select
        contact_id,
        customer_id,
        channel,
        issue,
        entered_at,
        business_date
    from {{ ref('core__contacts') }}
    where direction = 'inbound' and not is_transfer_leg and not is_mystery
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

contacts_in_order as (
    select
        *,
        lead(channel) over customer_in_order as next_channel,
        lead(entered_at) over customer_in_order as next_entered_at,
        lag(channel) over customer_in_order as previous_channel,
        lag(entered_at) over customer_in_order as previous_entered_at
    from contacts
    -- Of somebody unknown nothing comes next.
    window customer_in_order as (
        partition by coalesce(customer_id, contact_id) order by entered_at, contact_id
    )
),

contacts_timed as (
    select
        contacts_in_order.*,
        coalesce(
            {{ seconds_between(
                'contacts_in_order.entered_at', 'watermarks.seen_until_at'
            ) }} >= 3600 * {{ window('channel_switch_long') }},
            false
        ) as is_ripe,
        case
            when contacts_in_order.channel <> contacts_in_order.next_channel
                then {{ seconds_between(
                    'contacts_in_order.entered_at', 'contacts_in_order.next_entered_at'
                ) }} / 3600
        end as hours_to_next,
        case
            when contacts_in_order.channel <> contacts_in_order.previous_channel
                then {{ seconds_between(
                    'contacts_in_order.previous_entered_at',
                    'contacts_in_order.entered_at'
                ) }} / 3600
        end as hours_from_previous
    from contacts_in_order
    cross join watermarks
),

contacts_moved_on as (
    select
        {%- for length in ['short', 'long'] %}
        case
            when hours_to_next <= {{ window('channel_switch_' ~ length) }}
                then next_channel
        end as moved_to_{{ length }},
        case
            when hours_from_previous <= {{ window('channel_switch_' ~ length) }}
                then previous_channel
        end as came_from_{{ length }},
        {%- endfor %}
        contact_id,
        customer_id,
        channel,
        issue,
        entered_at,
        business_date,
        is_ripe
    from contacts_timed
)

select * from contacts_moved_on
