-- Contacts and compensation of complaints at each step.
with

complaints as (
    select
        complaints.complaint_id,
        complaints.customer_id,
        cast(date_trunc('month', complaints.opened_at) as date) as month_start,
        complaints.channel,
        tickets.queue_id as queue,
        case
            when complaints.customer_id is null then 'unknown'
            else complaints.customer_code
        end as tier
    from recovery.complaints
    inner join core.tickets on complaints.ticket_id = tickets.ticket_id
),

steps as (
    select
        escalations.step as step_number,
        complaints.month_start,
        complaints.channel,
        complaints.queue,
        complaints.tier,
        escalations.compensation_amount + coalesce(escalations.contact_cost, 0)
            as cost_amount
    from recovery.escalations
    inner join complaints on escalations.complaint_id = complaints.complaint_id
    where escalations.contact_count = 0 or escalations.contact_cost is not null
)

select
    case
        when step_number = 0 then 'as made'
        when step_number = 1 then '1 refusal'
        else cast(step_number as varchar(9)) || ' refusals'
    end as step,
    month_start,
    channel,
    queue,
    tier,
    sum(cost_amount) as cost_sum,
    sum(cost_amount * cost_amount) as cost_sum_squares,
    count(*) as complaint_count
from steps
group by step_number, month_start, channel, queue, tier
order by step_number, month_start, channel, queue, tier
