-- Complaints at each step, and those of them told to third parties or the public.
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
        escalations.tells_third_party or escalations.tells_public as is_told
    from recovery.escalations
    inner join complaints on escalations.complaint_id = complaints.complaint_id
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
    count(*) filter (where is_told) as told_count,
    count(*) as complaint_count
from steps
group by step_number, month_start, channel, queue, tier
order by step_number, month_start, channel, queue, tier
