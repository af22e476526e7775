-- Grain: one row per channel and day on which sessions of known customers began. What
-- came up to that day, and what after it.
with

contacts as (
    select
        channel,
        customer_id,
        business_date,
        case when moved_to_long is null then 1 else 0 end as stayed
    from {{ ref('int_contacts_moved_on') }}
    where customer_id is not null and is_ripe
),

-- Customers are the clusters: how many independent sessions a channel's are worth.
customers as (
    select
        channel,
        customer_id,
        count(*) as n,
        sum(stayed) as stayed
    from contacts
    group by channel, customer_id
),

channels_summed as (
    select
        channel,
        count(*) as customers,
        sum(n) as n,
        sum(stayed) as stayed,
        sum(n * n) as n_n,
        sum(stayed * stayed) as stayed_stayed,
        sum(stayed * n) as stayed_n
    from customers
    group by channel
),

channels_weighed as (
    select
        *,
        n / nullif({{ effective_n(
            'stayed', 'n', 'customers', 'stayed_stayed', 'n_n', 'stayed_n'
        ) }}, 0) as design_effect
    from channels_summed
),

days as (
    select
        channel,
        business_date,
        count(*) as n,
        sum(stayed) as stayed
    from contacts
    group by channel, business_date
),

channel_days_split as (
    select
        days.channel,
        days.business_date,
        min(days.business_date) over (partition by days.channel) as first_date,
        max(days.business_date) over (partition by days.channel) as last_date,
        lead(days.business_date) over (
            partition by days.channel order by days.business_date
        ) as next_date,
        {%- for name in ['n', 'stayed'] %}
        {{ as_double('sum(days.' ~ name ~ ') over until_day') }} as {{ name }}_before,
        {{ as_double(
            'channels_weighed.' ~ name ~ ' - sum(days.' ~ name ~ ') over until_day'
        ) }} as {{ name }}_after,
        {{ as_double('channels_weighed.' ~ name) }} as {{ name }}_all,
        {%- endfor %}
        {{ as_double('channels_weighed.design_effect') }} as design_effect
    from days
    inner join channels_weighed on days.channel = channels_weighed.channel
    window until_day as (
        partition by days.channel
        order by days.business_date
        rows between unbounded preceding and current row
    )
)

select * from channel_days_split
