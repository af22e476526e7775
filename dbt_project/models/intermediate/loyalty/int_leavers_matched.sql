-- Grain: one row per customer who left on record. The reason recorded, whether a poor
-- contact came before, and how often it did for those who stayed and were alike.
with

leavers as (
    select
        customers.customer_id,
        customers.left_at,
        {{ month_of('customers.left_at') }} as month_start,
        coalesce(
            reasons.reason, lower({{ trimmed('customers.left_reason') }}), 'unknown'
        ) as reason
    from {{ ref('core__customers') }} as customers
    left join {{ ref('leaving_reasons') }} as reasons
        on lower({{ trimmed('customers.left_reason') }}) = reasons.delivered_reason
    where customers.left_at is not null
),

served_badly as (
    select distinct leavers.customer_id
    from leavers
    inner join {{ ref('int_contacts_poor') }} as poor
        on
            leavers.customer_id = poor.customer_id
            and leavers.left_at > poor.entered_at
            and {{ add_days('poor.entered_at', window('poor_contact_before')) }}
            >= leavers.left_at
),

-- Nobody knows of contacts that have not come yet.
watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

leavers_matched as (
    select
        leavers.customer_id,
        leavers.month_start,
        leavers.reason,
        coalesce(leavers.left_at <= watermarks.seen_until_at, false) as is_ripe,
        case when served_badly.customer_id is null then 0 else 1 end
            as was_served_badly,
        {{ as_double('stayers.stayer_poor_count') }} / stayers.stayer_count
            as stayer_poor_share
    from leavers
    cross join watermarks
    left join served_badly on leavers.customer_id = served_badly.customer_id
    left join {{ ref('core__customer_history') }} as history
        on
            leavers.customer_id = history.customer_id
            and leavers.month_start >= history.valid_from
            and (history.valid_to is null or leavers.month_start < history.valid_to)
    left join {{ ref('int_stayers_summed') }} as stayers
        on
            leavers.month_start = stayers.month_start
            and history.code = stayers.code
            and history.level = stayers.level
            and coalesce(history.region, 'unknown') = stayers.region
)

select * from leavers_matched
