-- Complaints within the standards of first response and resolution.
with

complaints as (
    select
        cast(date_trunc('month', complaints.opened_at) as date) as month_start,
        complaints.channel,
        coalesce(tickets.queue_id, contacts.queue_id) as queue,
        case
            when complaints.customer_id is null then 'unknown'
            else complaints.customer_code
        end as tier,
        complaints.is_first_response_in_standard,
        complaints.is_resolved_in_standard
    from recovery.complaints
    left join core.tickets on complaints.ticket_id = tickets.ticket_id
    left join core.contacts on complaints.contact_id = contacts.contact_id
    where complaints.is_standard_ripe
),

standards as (
    select
        month_start,
        channel,
        queue,
        tier,
        'resolution' as standard,
        is_resolved_in_standard as is_in_standard
    from complaints
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'first_response' as standard,
        is_first_response_in_standard as is_in_standard
    from complaints
),

months as (
    select
        month_start,
        target as target_share,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'complaints_in_standard_share'
)

select
    standards.month_start,
    standards.channel,
    standards.queue,
    standards.tier,
    standards.standard,
    count(*) filter (where standards.is_in_standard) as in_standard_count,
    count(*) as due_count,
    max(months.target_share) filter (where standards.standard = 'resolution')
        as target_share,
    coalesce(max(months.is_complete), 0) as is_complete
from standards
left join months on standards.month_start = months.month_start
where standards.is_in_standard is not null
group by
    standards.month_start,
    standards.channel,
    standards.queue,
    standards.tier,
    standards.standard
order by
    standards.standard,
    standards.month_start,
    standards.channel,
    standards.queue,
    standards.tier
