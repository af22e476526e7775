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

-- Customers are the clusters.
sessions_of_customers as (
    select
        month_start,
        channel,
        customer_id,
        count(*) filter (where is_ripe) as n,
        count(*) filter (where not is_ripe) as unripe,
        count(*) as arrivals
    from contacts
    where customer_id is not null
    group by month_start, channel, customer_id
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
    from sessions_of_customers
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

-- One row per customer, channel left and channel entered, each also as `*`.
moves_of_customers as (
    select
        month_start,
        channel as from_channel,
        moved_to_long as to_channel,
        customer_id,
        count(moved_to_short) as moved_short,
        count(*) as moved_long
    from contacts
    where is_ripe and moved_to_long is not null
    group by month_start, channel, moved_to_long, customer_id
    union all
    select
        month_start,
        channel as from_channel,
        '*' as to_channel,
        customer_id,
        count(moved_to_short) as moved_short,
        count(*) as moved_long
    from contacts
    where is_ripe and moved_to_long is not null
    group by month_start, channel, customer_id
),

moves as (
    select
        moved.month_start,
        moved.from_channel,
        moved.to_channel,
        sum(moved.moved_short) as moved_short,
        sum(moved.moved_long) as moved_long,
        sum(moved.moved_long * moved.moved_long) as moved_moved,
        sum(moved.moved_long * sessions_of_customers.n) as moved_n
    from moves_of_customers as moved
    inner join sessions_of_customers
        on
            moved.month_start = sessions_of_customers.month_start
            and moved.from_channel = sessions_of_customers.channel
            and moved.customer_id = sessions_of_customers.customer_id
    group by moved.month_start, moved.from_channel, moved.to_channel
),

arrivals_of_customers as (
    select
        month_start,
        came_from_long as from_channel,
        channel as to_channel,
        customer_id,
        count(came_from_short) as came_short,
        count(*) as came_long
    from contacts
    where came_from_long is not null
    group by month_start, came_from_long, channel, customer_id
),

arrivals as (
    select
        came.month_start,
        came.from_channel,
        came.to_channel,
        sum(came.came_short) as came_short,
        sum(came.came_long) as came_long,
        sum(came.came_long * came.came_long) as came_came,
        sum(came.came_long * sessions_of_customers.arrivals) as came_n
    from arrivals_of_customers as came
    inner join sessions_of_customers
        on
            came.month_start = sessions_of_customers.month_start
            and came.to_channel = sessions_of_customers.channel
            and came.customer_id = sessions_of_customers.customer_id
    group by came.month_start, came.from_channel, came.to_channel
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
        coalesce(moves.moved_short, 0) as moved_short,
        coalesce(moves.moved_long, 0) as moved_long,
        coalesce(moves.moved_moved, 0) as moved_moved,
        coalesce(moves.moved_n, 0) as moved_n,
        entered_sessions.arrivals as to_n,
        entered_sessions.arrivals_arrivals as to_n_n,
        entered_sessions.arriving_customers as to_customers,
        case
            when entered_sessions.channel is not null
                then coalesce(arrivals.came_short, 0)
        end as came_short,
        case
            when entered_sessions.channel is not null
                then coalesce(arrivals.came_long, 0)
        end as came_long,
        coalesce(arrivals.came_came, 0) as came_came,
        coalesce(arrivals.came_n, 0) as came_n
    from pairs
    left join sessions
        on
            pairs.month_start = sessions.month_start
            and pairs.from_channel = sessions.channel
    left join sessions_unknown
        on
            pairs.month_start = sessions_unknown.month_start
            and pairs.from_channel = sessions_unknown.channel
    left join moves
        on
            pairs.month_start = moves.month_start
            and pairs.from_channel = moves.from_channel
            and pairs.to_channel = moves.to_channel
    left join sessions as entered_sessions
        on
            pairs.month_start = entered_sessions.month_start
            and pairs.to_channel = entered_sessions.channel
    left join arrivals
        on
            pairs.month_start = arrivals.month_start
            and pairs.from_channel = arrivals.from_channel
            and pairs.to_channel = arrivals.to_channel
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
        case
            when to_channel = '*' then 1 - {{ as_double('moved_long') }} / nullif(n, 0)
        end as stickiness_share,
        cast(to_n as bigint) as to_contact_count,
        cast(came_short as bigint) as came_24h_count,
        cast(came_long as bigint) as came_48h_count,
        {{ as_double('came_long') }} / nullif(to_n, 0) as came_48h_share,
        {{ wilson_low(came, 'came_units') }} as came_48h_share_low,
        {{ wilson_high(came, 'came_units') }} as came_48h_share_high,
        n < {{ window('thin') }} as is_thin
    from flows_weighed
)

select * from channel_flows
