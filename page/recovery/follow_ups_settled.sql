-- Unhappy answers after which it was quiet, with a call and without.
with

answers as (
    select
        cast(date_trunc('month', follow_ups.answered_date) as date) as month_start,
        contacts.channel,
        contacts.queue_id as queue,
        coalesce(contacts.customer_code, 'unknown') as tier,
        case when follow_ups.is_called_back then 'called' else 'not_called' end
            as follow_up,
        follow_ups.customer_id,
        follow_ups.is_settled_observed,
        follow_ups.is_settled_ripe
    from recovery.follow_ups
    left join core.contacts on follow_ups.contact_id = contacts.contact_id
),

months as (
    select
        month_start,
        min(case when is_settled_ripe then 1 else 0 end) as is_complete
    from answers
    group by month_start
),

answers_weighed as (
    select
        *,
        cast(1 as double precision)
        / count(*) over (partition by follow_up, customer_id) as customer_unit
    from answers
    where is_settled_ripe
)

select
    answers.follow_up,
    answers.month_start,
    answers.channel,
    answers.queue,
    answers.tier,
    count(*) filter (where answers.is_settled_observed) as settled_count,
    count(*) as answer_count,
    sum(answers.customer_unit) as customer_units,
    min(months.is_complete) as is_complete
from answers_weighed as answers
inner join months on answers.month_start = months.month_start
group by
    answers.follow_up,
    answers.month_start,
    answers.channel,
    answers.queue,
    answers.tier
order by
    answers.follow_up,
    answers.month_start,
    answers.channel,
    answers.queue,
    answers.tier
