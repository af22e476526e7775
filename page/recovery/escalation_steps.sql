-- Complaints that came to each step. A step that none came to in a cell counts as none.
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

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) as complaint_count
    from complaints
    group by month_start, channel, queue, tier
),

steps as (
    select distinct step
    from recovery.escalations
    where step > 0
),

steps_reached as (
    select
        escalations.step,
        complaints.month_start,
        complaints.channel,
        complaints.queue,
        complaints.tier,
        count(*) as reached_count
    from recovery.escalations
    inner join complaints on escalations.complaint_id = complaints.complaint_id
    group by
        escalations.step,
        complaints.month_start,
        complaints.channel,
        complaints.queue,
        complaints.tier
)

select
    cast(steps.step as varchar(9)) || case
        when steps.step = 1 then ' refusal'
        else ' refusals'
    end as step,
    cells.month_start,
    cells.channel,
    cells.queue,
    cells.tier,
    coalesce(steps_reached.reached_count, 0) as reached_count,
    cells.complaint_count
from cells
cross join steps
left join steps_reached
    on
        steps.step = steps_reached.step
        and cells.month_start = steps_reached.month_start
        and coalesce(cells.channel, '') = coalesce(steps_reached.channel, '')
        and coalesce(cells.queue, '') = coalesce(steps_reached.queue, '')
        and cells.tier = steps_reached.tier
order by steps.step, cells.month_start, cells.channel, cells.queue, cells.tier
