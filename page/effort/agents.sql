-- Grain: one row per agent, month, channel, queue and code of customer.
with

legs as (
    select
        agents.person_id as agent_id,
        contacts.initial_contact_id,
        cast(date_trunc('month', contacts.business_date) as date) as month_start,
        contacts.channel,
        coalesce(contacts.queue_id, 'none') as queue,
        coalesce(contacts.customer_code, 'unknown') as tier,
        contacts.talk_seconds
        + coalesce(contacts.hold_seconds, 0)
        + coalesce(contacts.wrap_seconds, 0) as handle_seconds,
        row_number() over (
            partition by contacts.initial_contact_id
            order by contacts.answered_at desc, contacts.contact_id desc
        ) as recency
    from core.contacts as contacts
    inner join core.agents as agents on contacts.agent_id = agents.agent_id
    where
        contacts.direction = 'inbound'
        and contacts.is_answered
        and not contacts.is_mystery
),

first_contacts as (
    select
        first_contact_id,
        is_first_contact_observed
    from effort.needs
    where is_first_contact_observed is not null
),

-- What became of a contact is put down to whoever had it last.
cells as (
    select
        legs.agent_id,
        legs.month_start,
        legs.channel,
        legs.queue,
        legs.tier,
        count(*) as contact_count,
        count(legs.handle_seconds) as handled_count,
        cast(coalesce(sum(legs.handle_seconds), 0) as double precision)
            as handle_seconds_sum,
        cast(
            coalesce(sum(legs.handle_seconds * legs.handle_seconds), 0)
            as double precision
        ) as handle_seconds_squares,
        count(first_contacts.first_contact_id) as need_count,
        count(*) filter (where first_contacts.is_first_contact_observed)
            as settled_count
    from legs
    left join first_contacts
        on
            legs.initial_contact_id = first_contacts.first_contact_id
            and legs.recency = 1
    group by
        legs.agent_id, legs.month_start, legs.channel, legs.queue, legs.tier
),

months as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

agents as (
    select
        cells.*,
        coalesce(months.is_complete, 0) as is_complete
    from cells
    left join months on cells.month_start = months.month_start
)

select * from agents
order by month_start, agent_id, channel, queue, tier
