-- Grain: one row per month. How often a repeat meets another agent, and how often it
-- would if calls fell to agents by chance.
with

repeats as (
    select
        contact_id,
        previous_contact_id,
        customer_id,
        is_same_agent,
        {{ month_of('business_date') }} as month_start
    from {{ ref('effort__repeat_contacts') }}
    where is_same_agent is not null
),

contacts as (
    select
        contact_id,
        queue_id,
        business_date,
        agent_id
    from {{ ref('core__contacts') }}
    where
        agent_id is not null
        and direction = 'inbound'
        and not is_transfer_leg
        and not is_mystery
),

agents_daily as (
    select
        queue_id,
        business_date,
        agent_id,
        count(*) as contact_count
    from contacts
    group by queue_id, business_date, agent_id
),

queues_daily as (
    select
        queue_id,
        business_date,
        sum(contact_count) as contact_count
    from agents_daily
    group by queue_id, business_date
),

-- By chance: the share of the queue's other contacts of the day that others took.
repeats_compared as (
    select
        repeats.month_start,
        repeats.customer_id,
        case when repeats.is_same_agent then 0 else 1 end as other_agent,
        1 - {{ as_double(
            'coalesce(agents_daily.contact_count, 0)'
            ~ ' - case when repeats.is_same_agent then 1 else 0 end'
        ) }} / (queues_daily.contact_count - 1) as chance
    from repeats
    inner join contacts as this on repeats.contact_id = this.contact_id
    inner join contacts as previous
        on repeats.previous_contact_id = previous.contact_id
    inner join queues_daily
        on
            this.queue_id = queues_daily.queue_id
            and this.business_date = queues_daily.business_date
            and queues_daily.contact_count > 1
    left join agents_daily
        on
            this.queue_id = agents_daily.queue_id
            and this.business_date = agents_daily.business_date
            and previous.agent_id = agents_daily.agent_id
),

-- Customers are the clusters.
repeats_of_customers as (
    select
        month_start,
        customer_id,
        count(*) as n,
        sum(other_agent) as other_agent,
        sum(chance) as chance,
        sum(other_agent - chance) as excess
    from repeats_compared
    group by month_start, customer_id
),

months as (
    select
        month_start,
        count(*) as customers,
        sum(n) as n,
        sum(other_agent) as other_agent,
        sum(chance) as chance,
        sum(excess) as excess,
        sum(excess * excess) as excess_excess,
        sum(n * n) as n_n,
        sum(excess * n) as excess_n
    from repeats_of_customers
    group by month_start
),

{%- set sums = ['excess', 'n', 'customers', 'excess_excess', 'n_n', 'excess_n'] %}

repeat_agents as (
    select
        month_start,
        cast(n as bigint) as repeat_count,
        cast(other_agent as bigint) as other_agent_count,
        {{ as_double('other_agent') }} / n as other_agent_share,
        chance as expected_count,
        chance / n as expected_share,
        excess / n as excess_share,
        {{ cluster_share_low(*sums, is_share=false) }} as excess_share_low,
        {{ cluster_share_high(*sums, is_share=false) }} as excess_share_high,
        n < {{ window('thin') }} as is_thin
    from months
)

select * from repeat_agents
