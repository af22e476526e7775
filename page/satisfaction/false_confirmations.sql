-- Grain: one row per month, channel, queue and code of customer.
with

cells as (
    select
        cast(date_trunc('month', business_date) as date) as month_start,
        channel,
        coalesce(queue_id, 'none') as queue,
        coalesce(customer_code, 'unknown') as tier,
        count(*) as confirmed_count,
        count(*) filter (where is_false_confirmation) as false_count
    from satisfaction.interactions
    where is_false_confirmation is not null
    group by
        cast(date_trunc('month', business_date) as date),
        channel,
        coalesce(queue_id, 'none'),
        coalesce(customer_code, 'unknown')
),

cells_weighed as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        cells.confirmed_count,
        cells.false_count,
        cells.confirmed_count
        * coalesce(monthly.effective_n / monthly.denominator, 1) as effective_units,
        case when monthly.is_complete then 1 else 0 end as is_complete
    from cells
    left join scorecard.monthly as monthly
        on
            cells.month_start = monthly.month_start
            and monthly.metric = 'false_confirmation_share'
            and monthly.denominator > 0
)

select * from cells_weighed
order by month_start, channel, queue, tier
