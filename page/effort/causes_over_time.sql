-- Grain: one row per cause, month, channel, queue and code of customer.
with

repeats as (
    select
        cast(date_trunc('month', repeats.business_date) as date) as month_start,
        repeats.channel,
        coalesce(contacts.queue_id, 'none') as queue,
        coalesce(repeats.customer_code, 'unknown') as tier,
        repeats.primary_cause
    from effort.repeat_contacts as repeats
    inner join core.contacts as contacts on repeats.contact_id = contacts.contact_id
    where repeats.primary_cause <> 'undetermined'
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) as determined_count
    from repeats
    group by month_start, channel, queue, tier
),

-- A cause that nobody had counts as none: its share is of all determined.
causes as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        causes_monthly.cause,
        cells.determined_count,
        cells.determined_count * causes_monthly.effective_n
        / causes_monthly.determined_count as effective_units
    from cells
    inner join effort.repeat_causes as causes_monthly
        on
            cells.month_start = causes_monthly.month_start
            and causes_monthly.cause <> 'undetermined'
),

causes_counted as (
    select
        causes.month_start,
        causes.channel,
        causes.queue,
        causes.tier,
        causes.cause,
        causes.determined_count,
        causes.effective_units,
        count(repeats.primary_cause) as cause_count
    from causes
    left join repeats
        on
            causes.month_start = repeats.month_start
            and causes.channel = repeats.channel
            and causes.queue = repeats.queue
            and causes.tier = repeats.tier
            and causes.cause = repeats.primary_cause
    group by
        causes.month_start,
        causes.channel,
        causes.queue,
        causes.tier,
        causes.cause,
        causes.determined_count,
        causes.effective_units
)

select * from causes_counted
order by month_start, channel, queue, tier, cause
