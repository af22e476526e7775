-- Grain: one row per issue, month, channel of the first contact, queue and code.
with

needs as (
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        contacts.channel,
        coalesce(needs.queue_id, 'none') as queue,
        coalesce(needs.customer_code, 'unknown') as tier,
        needs.issue,
        needs.customer_minutes as amount
    from effort.needs as needs
    inner join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
    where
        needs.is_ripe
        and needs.customer_id is not null
        and needs.issue is not null
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        issue,
        count(amount) as need_count,
        cast(sum(amount) as double precision) as amount_sum,
        cast(sum(amount * amount) as double precision) as amount_squares
    from needs
    group by month_start, channel, queue, tier, issue
),

months as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

issues as (
    select
        cells.*,
        coalesce(months.is_complete, 0) as is_complete
    from cells
    left join months on cells.month_start = months.month_start
)

select * from issues
order by month_start, issue, channel, queue, tier
