-- Grain: one row per step of the loop, month, channel, queue and code of customer.
with

interactions as (
    select
        cast(date_trunc('month', business_date) as date) as month_start,
        channel,
        coalesce(queue_id, 'none') as queue,
        coalesce(customer_code, 'unknown') as tier,
        is_loop_entered,
        is_no_followed_up,
        is_no_proposed,
        is_no_recovered
    from satisfaction.interactions
    where is_no and customer_id is not null
),

-- A step is known as soon as it is taken, that it is not only once its time is over.
interactions_known as (
    select *
    from interactions
    where
        is_loop_entered is not null
        and is_no_followed_up is not null
        and is_no_proposed is not null
        and is_no_recovered is not null
),

months as (
    select
        month_start,
        min(
            case
                when
                    is_loop_entered is null
                    or is_no_followed_up is null
                    or is_no_proposed is null
                    or is_no_recovered is null
                    then 0
                else 1
            end
        ) as is_complete
    from interactions
    group by month_start
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) as no_count,
        count(*) filter (where is_loop_entered) as entered_count,
        count(*) filter (where is_no_followed_up) as followed_up_count,
        count(*) filter (where is_no_proposed) as proposed_count,
        count(*) filter (where is_no_recovered) as recovered_count
    from interactions_known
    group by month_start, channel, queue, tier
),

steps as (
    select
        month_start,
        channel,
        queue,
        tier,
        'in touch again' as step,
        1 as step_rank,
        entered_count as step_count,
        no_count
    from cells
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'the company called by itself' as step,
        2 as step_rank,
        followed_up_count as step_count,
        no_count
    from cells
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'a promise or compensation' as step,
        3 as step_rank,
        proposed_count as step_count,
        no_count
    from cells
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'recorded as resolved' as step,
        4 as step_rank,
        recovered_count as step_count,
        no_count
    from cells
)

select
    steps.*,
    months.is_complete
from steps
inner join months on steps.month_start = months.month_start
order by
    steps.step_rank,
    steps.month_start,
    steps.channel,
    steps.queue,
    steps.tier
