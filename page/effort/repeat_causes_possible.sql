-- Grain: one row per cause, end of its range, month, channel, queue and code.
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
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) as repeat_count,
        count(*) filter (where primary_cause = 'undetermined') as undetermined_count
    from repeats
    group by month_start, channel, queue, tier
),

causes as (
    select distinct cause
    from effort.repeat_causes
    where cause <> 'undetermined'
),

causes_counted as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        causes.cause,
        cells.repeat_count,
        cells.undetermined_count,
        count(repeats.primary_cause) as cause_count
    from cells
    cross join causes
    left join repeats
        on
            cells.month_start = repeats.month_start
            and cells.channel = repeats.channel
            and cells.queue = repeats.queue
            and cells.tier = repeats.tier
            and causes.cause = repeats.primary_cause
    group by
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        causes.cause,
        cells.repeat_count,
        cells.undetermined_count
),

ends as (
    select
        month_start,
        channel,
        queue,
        tier,
        cause,
        'at the least' as range_end,
        cause_count as possible_count,
        repeat_count
    from causes_counted
    union all
    select
        month_start,
        channel,
        queue,
        tier,
        cause,
        'at the most' as range_end,
        cause_count + undetermined_count as possible_count,
        repeat_count
    from causes_counted
)

select * from ends
order by month_start, channel, queue, tier, cause, range_end
