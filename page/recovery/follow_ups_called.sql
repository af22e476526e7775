-- Unhappy answers followed up by a call. Units: those of the month, shared out by n.
with

answers as (
    select
        cast(date_trunc('month', follow_ups.answered_date) as date) as month_start,
        contacts.channel,
        contacts.queue_id as queue,
        coalesce(contacts.customer_code, 'unknown') as tier,
        follow_ups.is_called_back
    from recovery.follow_ups
    left join core.contacts on follow_ups.contact_id = contacts.contact_id
    where follow_ups.is_ripe
),

months as (
    select
        month_start,
        target as target_share,
        effective_n / nullif(denominator, 0) as units_each,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'follow_up_share'
)

select
    answers.month_start,
    answers.channel,
    answers.queue,
    answers.tier,
    count(*) filter (where answers.is_called_back) as called_count,
    count(*) as answer_count,
    count(*) * max(months.units_each) as effective_units,
    max(months.target_share) as target_share,
    coalesce(max(months.is_complete), 0) as is_complete
from answers
left join months on answers.month_start = months.month_start
group by answers.month_start, answers.channel, answers.queue, answers.tier
order by answers.month_start, answers.channel, answers.queue, answers.tier
