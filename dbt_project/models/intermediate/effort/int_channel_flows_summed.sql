-- Grain: one row per month, channel left and channel entered (`*` = any other). Those
-- of one customer are a cluster.
with

contacts as (
    select
        *,
        {{ month_of('business_date') }} as month_start
    from {{ ref('int_contacts_moved_on') }}
),

customers as (
    select * from {{ ref('int_channel_customers_summed') }}
),

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

moves as (
    select
        moved.month_start,
        moved.from_channel,
        moved.to_channel,
        moved.moved_short,
        moved.moved_long,
        customers.n as moved_of,
        0 as came_short,
        0 as came_long,
        0 as came_of
    from moves_of_customers as moved
    inner join customers
        on
            moved.month_start = customers.month_start
            and moved.from_channel = customers.channel
            and moved.customer_id = customers.customer_id
),

arrivals as (
    select
        came.month_start,
        came.from_channel,
        came.to_channel,
        0 as moved_short,
        0 as moved_long,
        0 as moved_of,
        came.came_short,
        came.came_long,
        customers.arrivals as came_of
    from arrivals_of_customers as came
    inner join customers
        on
            came.month_start = customers.month_start
            and came.to_channel = customers.channel
            and came.customer_id = customers.customer_id
),

either as (
    select * from moves
    union all
    select * from arrivals
),

flows_summed as (
    select
        month_start,
        from_channel,
        to_channel,
        sum(moved_short) as moved_short,
        sum(moved_long) as moved_long,
        sum(moved_long * moved_long) as moved_moved,
        sum(moved_long * moved_of) as moved_n,
        sum(came_short) as came_short,
        sum(came_long) as came_long,
        sum(came_long * came_long) as came_came,
        sum(came_long * came_of) as came_n
    from either
    group by month_start, from_channel, to_channel
)

select * from flows_summed
