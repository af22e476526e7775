-- Grain: one row per month, channel, queue, code of customer and issue. Needs settled
-- with the first contact, of those of which it can be observed.
with

needs as (
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        coalesce(contacts.channel, 'unknown') as channel,
        coalesce(needs.queue_id, 'none') as queue,
        coalesce(needs.customer_code, 'unknown') as tier,
        coalesce(needs.issue, 'unknown') as issue,
        needs.is_first_contact_observed as is_settled
    from effort.needs as needs
    left join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
),

counted as (
    select
        month_start,
        channel,
        queue,
        tier,
        issue,
        count(*) filter (where is_settled) as settled_count,
        count(is_settled) as known_count
    from needs
    group by month_start, channel, queue, tier, issue
),

weights as (
    select
        month_start,
        effective_n / nullif(denominator, 0) as unit_worth,
        is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

resolution_by_issue as (
    select
        counted.*,
        counted.known_count * weights.unit_worth as known_worth,
        case when weights.is_complete then 1 else 0 end as is_complete
    from counted
    left join weights on counted.month_start = weights.month_start
    where counted.known_count > 0
)

select * from resolution_by_issue
order by issue, month_start, channel, queue, tier
