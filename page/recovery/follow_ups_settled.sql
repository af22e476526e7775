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
        follow_ups.is_settled_observed
    from recovery.follow_ups
    left join core.contacts on follow_ups.contact_id = contacts.contact_id
    where follow_ups.is_settled_ripe
),

answers_weighed as (
    select
        *,
        cast(1 as double precision)
        / count(*) over (partition by follow_up, customer_id) as customer_unit
    from answers
)

select
    follow_up,
    month_start,
    channel,
    queue,
    tier,
    count(*) filter (where is_settled_observed) as settled_count,
    count(*) as answer_count,
    sum(customer_unit) as customer_units
from answers_weighed
group by follow_up, month_start, channel, queue, tier
order by follow_up, month_start, channel, queue, tier
