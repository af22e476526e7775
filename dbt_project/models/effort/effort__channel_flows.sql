-- Grain: one row per month, channel, and channel the customer moved on to (`*` = any
-- other).
{%- set moved = 'moved_long * moved_units / nullif(n, 0)' %}
{%- set came = 'came_long * came_units / nullif(to_n, 0)' %}
with

contacts as (
    select
        *,
        {{ month_of('business_date') }} as month_start
    from {{ ref('int_contacts_moved_on') }}
),

sessions as (
    select
        month_start,
        channel,
        sum(n) as n,
        sum(unripe) as unripe,
        sum(arrivals) as arrivals,
        sum(n * n) as n_n,
        sum(arrivals * arrivals) as arrivals_arrivals,
        count(*) filter (where n > 0) as customers,
        count(*) as arriving_customers
    from {{ ref('int_channel_customers_summed') }}
    group by month_start, channel
),

sessions_unknown as (
    select
        month_start,
        channel,
        count(*) as n
    from contacts
    where customer_id is null
    group by month_start, channel
),

channels_monthly as (
    select
        month_start,
        channel
    from contacts
    group by month_start, channel
),

pairs as (
    select
        left_channels.month_start,
        left_channels.channel as from_channel,
        entered_channels.channel as to_channel
    from channels_monthly as left_channels
    inner join channels_monthly as entered_channels
        on
            left_channels.month_start = entered_channels.month_start
            and left_channels.channel <> entered_channels.channel
    union all
    select
        month_start,
        channel as from_channel,
        '*' as to_channel
    from channels_monthly
),

flows_counted as (
    select
        pairs.month_start,
        pairs.from_channel,
        pairs.to_channel,
        coalesce(sessions.n, 0) as n,
        coalesce(sessions.unripe, 0) as unripe,
        coalesce(sessions_unknown.n, 0) as unknown_n,
        coalesce(sessions.n_n, 0) as n_n,
        coalesce(sessions.customers, 0) as customers,
        coalesce(flows.moved_short, 0) as moved_short,
        coalesce(flows.moved_long, 0) as moved_long,
        coalesce(flows.moved_moved, 0) as moved_moved,
        coalesce(flows.moved_n, 0) as moved_n,
        entered_sessions.arrivals as to_n,
        entered_sessions.arrivals_arrivals as to_n_n,
        entered_sessions.arriving_customers as to_customers,
        case
            when entered_sessions.channel is not null
                then coalesce(flows.came_short, 0)
        end as came_short,
        case
            when entered_sessions.channel is not null
                then coalesce(flows.came_long, 0)
        end as came_long,
        coalesce(flows.came_came, 0) as came_came,
        coalesce(flows.came_n, 0) as came_n
    from pairs
    left join sessions
        on
            pairs.month_start = sessions.month_start
            and pairs.from_channel = sessions.channel
    left join sessions_unknown
        on
            pairs.month_start = sessions_unknown.month_start
            and pairs.from_channel = sessions_unknown.channel
    left join {{ ref('int_channel_flows_summed') }} as flows
        on
            pairs.month_start = flows.month_start
            and pairs.from_channel = flows.from_channel
            and pairs.to_channel = flows.to_channel
    left join sessions as entered_sessions
        on
            pairs.month_start = entered_sessions.month_start
            and pairs.to_channel = entered_sessions.channel
),

flows_weighed as (
    select
        *,
        {{ effective_n(
            'moved_long', 'n', 'customers', 'moved_moved', 'n_n', 'moved_n'
        ) }} as moved_units,
        {{ effective_n(
            'came_long', 'to_n', 'to_customers', 'came_came', 'to_n_n', 'came_n'
        ) }} as came_units
    from flows_counted
),

channel_flows as (
    select
        month_start,
        from_channel,
        to_channel,
        cast(n as bigint) as session_count,
        cast(unripe as bigint) as unripe_session_count,
        unknown_n as unidentified_session_count,
        {{ as_double('n + unripe') }} / nullif(n + unripe + unknown_n, 0)
            as identified_share,
        cast(moved_short as bigint) as moved_24h_count,
        cast(moved_long as bigint) as moved_48h_count,
        {{ as_double('moved_short') }} / nullif(n, 0) as moved_24h_share,
        {{ as_double('moved_long') }} / nullif(n, 0) as moved_48h_share,
        {{ wilson_low(moved, 'moved_units') }} as moved_48h_share_low,
        {{ wilson_high(moved, 'moved_units') }} as moved_48h_share_high,
        moved_units as moved_48h_effective_n,
        case
            when to_channel = '*' then 1 - {{ as_double('moved_long') }} / nullif(n, 0)
        end as stickiness_share,
        cast(to_n as bigint) as to_contact_count,
        cast(came_short as bigint) as came_24h_count,
        cast(came_long as bigint) as came_48h_count,
        {{ as_double('came_long') }} / nullif(to_n, 0) as came_48h_share,
        {{ wilson_low(came, 'came_units') }} as came_48h_share_low,
        {{ wilson_high(came, 'came_units') }} as came_48h_share_high,
        came_units as came_48h_effective_n,
        n < {{ window('thin') }} as is_thin
    from flows_weighed
)

select * from channel_flows
