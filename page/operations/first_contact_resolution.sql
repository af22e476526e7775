-- Grain: one row per month, channel, queue, code of customer and way of seeing it.
-- Needs settled with the first contact, of those of which it is known.
with

needs as (
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        coalesce(contacts.channel, 'unknown') as channel,
        coalesce(needs.queue_id, 'none') as queue,
        coalesce(needs.customer_code, 'unknown') as tier,
        needs.is_ripe,
        needs.is_first_contact_observed,
        needs.is_first_contact_recorded,
        needs.is_first_contact_stated
    from effort.needs as needs
    left join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
),

seen as (
    select
        month_start,
        channel,
        queue,
        tier,
        'observed' as seen,
        is_first_contact_observed as is_settled
    from needs
    where is_ripe
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'recorded' as seen,
        is_first_contact_recorded as is_settled
    from needs
    where is_ripe
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'stated' as seen,
        is_first_contact_stated as is_settled
    from needs
    where is_ripe
),

counted as (
    select
        month_start,
        channel,
        queue,
        tier,
        seen,
        count(*) filter (where is_settled) as settled_count,
        count(is_settled) as known_count
    from seen
    group by month_start, channel, queue, tier, seen
),

weights as (
    select
        month_start,
        effective_n / nullif(denominator, 0) as unit_worth,
        target,
        is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

-- Needs of one customer are not independent: what the month's observed ones are worth
-- to each of them.
first_contact_resolution as (
    select
        counted.*,
        counted.known_count * coalesce(weights.unit_worth, 1) as known_worth,
        case when counted.seen = 'observed' then weights.target end as target,
        case when weights.is_complete then 1 else 0 end as is_complete
    from counted
    left join weights on counted.month_start = weights.month_start
    where counted.known_count > 0
)

select * from first_contact_resolution
order by month_start, seen, channel, queue, tier
