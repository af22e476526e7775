-- Grain: one row per way of knowing, month, channel, queue and code of customer.
with

needs as (
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        contacts.channel,
        coalesce(needs.queue_id, 'none') as queue,
        coalesce(needs.customer_code, 'unknown') as tier,
        needs.customer_id,
        needs.is_first_contact_observed,
        needs.is_first_contact_recorded,
        needs.is_first_contact_stated
    from effort.needs as needs
    inner join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
    where needs.is_ripe
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) filter (where customer_id is not null) as observed_known_count,
        count(*) filter (where is_first_contact_observed) as observed_count,
        count(is_first_contact_recorded) as recorded_known_count,
        count(*) filter (where is_first_contact_recorded) as recorded_count,
        count(is_first_contact_stated) as stated_known_count,
        count(*) filter (where is_first_contact_stated) as stated_count
    from needs
    group by month_start, channel, queue, tier
),

kinds as (
    select
        month_start,
        channel,
        queue,
        tier,
        'observed' as kind,
        observed_count as settled_count,
        observed_known_count as need_count
    from cells
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'recorded' as kind,
        recorded_count as settled_count,
        recorded_known_count as need_count
    from cells
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        'stated' as kind,
        stated_count as settled_count,
        stated_known_count as need_count
    from cells
),

-- Needs of one customer are not independent: what the month's observed ones are worth
-- to each of them.
kinds_weighed as (
    select
        kinds.month_start,
        kinds.channel,
        kinds.queue,
        kinds.tier,
        kinds.kind,
        kinds.settled_count,
        kinds.need_count,
        kinds.need_count * coalesce(monthly.effective_n / monthly.denominator, 1)
            as effective_units,
        case when monthly.is_complete then 1 else 0 end as is_complete
    from kinds
    left join scorecard.monthly as monthly
        on
            kinds.month_start = monthly.month_start
            and monthly.metric = 'first_contact_resolution'
            and monthly.denominator > 0
    where kinds.need_count > 0
)

select * from kinds_weighed
order by month_start, kind, channel, queue, tier
