-- Grain: one row per month, channel, queue and code of customer. Needs, and those with
-- a transfer.
with

needs as (
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        coalesce(contacts.channel, 'unknown') as channel,
        coalesce(needs.queue_id, 'none') as queue,
        coalesce(needs.customer_code, 'unknown') as tier,
        needs.transfer_count
    from effort.needs as needs
    left join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
),

transferred_needs as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) filter (where transfer_count > 0) as transferred_count,
        count(*) as need_count
    from needs
    group by month_start, channel, queue, tier
)

select * from transferred_needs
order by month_start, channel, queue, tier
