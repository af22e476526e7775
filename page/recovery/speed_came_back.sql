-- Bad experiences by arm. Units: those of the whole arm, shared out by each cell's n.
-- The silent belong to no channel and no queue.
with

experiences as (
    select
        cast(date_trunc('month', complaints.opened_at) as date) as month_start,
        complaints.channel,
        coalesce(tickets.queue_id, contacts.queue_id) as queue,
        complaints.customer_code as tier,
        complaints.arm,
        case when complaints.is_ripe then complaints.has_come_back end as is_yes,
        complaints.is_arm_ripe and complaints.is_ripe as is_ripe
    from recovery.complaints
    left join core.tickets on complaints.ticket_id = tickets.ticket_id
    left join core.contacts on complaints.contact_id = contacts.contact_id
    where complaints.customer_id is not null
    union all
    select
        felt_month_start as month_start,
        null as channel,
        null as queue,
        customer_code as tier,
        'silent' as arm,
        case when is_ripe then has_come_back end as is_yes,
        is_ripe
    from recovery.silent
),

months as (
    select
        month_start,
        min(case when is_ripe then 1 else 0 end) as is_complete
    from experiences
    group by month_start
),

arms as (
    select
        arm,
        came_back_effective_n / came_back_denominator as units_each
    from recovery.speed
    where severity = 'all' and came_back_denominator > 0
)

select
    experiences.arm,
    experiences.month_start,
    experiences.channel,
    experiences.queue,
    experiences.tier,
    count(*) filter (where experiences.is_yes) as yes_count,
    count(*) as known_count,
    count(*) * max(arms.units_each) as effective_units,
    min(months.is_complete) as is_complete
from experiences
inner join arms on experiences.arm = arms.arm
inner join months on experiences.month_start = months.month_start
where experiences.is_yes is not null
group by
    experiences.arm,
    experiences.month_start,
    experiences.channel,
    experiences.queue,
    experiences.tier
order by
    case experiences.arm
        when 'fast' then 1
        when 'resolved' then 2
        when 'unresolved' then 3
        else 4
    end,
    experiences.month_start,
    experiences.channel,
    experiences.queue,
    experiences.tier
