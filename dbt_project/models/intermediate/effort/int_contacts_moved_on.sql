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
    where customer_id is not null
    window customer_in_order as (
        partition by customer_id order by entered_at, contact_id
    )
    union all
    select
        *,
        null as next_channel,
        null as next_entered_at,
        null as previous_channel,
        null as previous_entered_at
    from contacts
    where customer_id is null
),

contacts_timed as (
    select
        contacts_in_order.*,
        coalesce(
            {{ add_seconds(
                'contacts_in_order.entered_at', '3600 * ' ~ window('channel_switch_long')
            ) }} <= watermarks.seen_until_at,
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
        contact_id,
        customer_id,
        channel,
        issue,
        entered_at,
        business_date,
        is_ripe,
        {%- for length in ['short', 'long'] %}
        case
            when hours_to_next <= {{ window('channel_switch_' ~ length) }}
                then next_channel
        end as moved_to_{{ length }},
        case
            when hours_from_previous <= {{ window('channel_switch_' ~ length) }}
                then previous_channel
        end as came_from_{{ length }}{{ ',' if not loop.last }}
        {%- endfor %}
    from contacts_timed
)

select * from contacts_moved_on
