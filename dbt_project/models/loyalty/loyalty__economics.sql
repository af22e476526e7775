-- Grain: one row per month. What keeping and winning a customer cost over the twelve
-- months to its end, the ratio of the two and what it rests on (F14), and how much of
-- the budget goes to people who are not customers (F51).
with

spend as (
    select
        {{ month_of('month_start') }} as month_start,
        sum(amount) filter (where lower(aim) = 'keep') as keep_spend,
        sum(amount) filter (where lower(aim) = 'win') as win_spend
    from {{ ref('stg_crm__marketing_spend') }}
    group by {{ month_of('month_start') }}
),

service as (
    select
        {{ month_of('business_date') }} as month_start,
        {{ exact_sum('contact_cost') }} as service_cost
    from {{ ref('int_contacts_costed') }}
    where customer_id is not null
    group by {{ month_of('business_date') }}
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

months as (
    select
        spend.month_start,
        {{ as_double('spend.keep_spend') }} as keep_spend,
        {{ as_double('spend.win_spend') }} as win_spend,
        {{ as_double('service.service_cost') }} as service_cost,
        coalesce(customers.kept_count, 0) as kept_count,
        coalesce(customers.won_count, 0) as won_count,
        coalesce(
            watermarks.seen_until_at
            >= cast({{ add_months('spend.month_start', 1) }} as timestamp),
            false
        ) as is_complete
    from spend
    left join {{ ref('int_customers_kept_and_won') }} as customers
        on spend.month_start = customers.month_start
    left join service on spend.month_start = service.month_start
    cross join watermarks
),

-- A single month wins too few to tell; a month that is not over leaves them out.
months_summed as (
    select
        months.month_start,
        count(*) as month_count,
        cast(sum(before.kept_count) as bigint) as kept_month_count,
        cast(sum(before.won_count) as bigint) as won_12_count,
        sum(before.keep_spend) as keep_spend_12,
        sum(before.win_spend) as win_spend_12,
        sum(before.service_cost) as service_cost_12
    from months
    inner join months as before
        on
            months.month_start >= before.month_start
            and {{ add_months('months.month_start', -11) }} <= before.month_start
    where before.is_complete
    group by months.month_start
),

months_priced as (
    select
        *,
        -- Of a customer kept for a year: twelve times what a month of one costs.
        12 * keep_spend_12 / nullif(kept_month_count, 0) as cost_to_keep,
        12 * (keep_spend_12 + service_cost_12) / nullif(kept_month_count, 0)
            as cost_to_keep_with_service,
        win_spend_12 / nullif(won_12_count, 0) as cost_to_win
    from months_summed
),

economics as (
    select
        months.month_start,
        months.is_complete,
        months.keep_spend,
        months.win_spend,
        months.service_cost,
        months.win_spend / nullif(months.keep_spend + months.win_spend, 0)
            as non_customer_spend_share,
        months.kept_count,
        months.won_count,
        coalesce(priced.month_count, 0) as month_count,
        priced.kept_month_count,
        priced.won_12_count as won_12_months_count,
        priced.cost_to_keep,
        priced.cost_to_keep_with_service,
        priced.cost_to_win,
        priced.cost_to_keep / nullif(priced.cost_to_win, 0) as keep_win_ratio,
        priced.cost_to_keep_with_service / nullif(priced.cost_to_win, 0)
            as keep_with_service_win_ratio,
        case
            when priced.cost_to_keep is null or priced.cost_to_win is null then null
            else
                'marketing spend of ' || priced.month_count || ' months on '
                || priced.kept_month_count || ' customer months kept and '
                || priced.won_12_count || ' customers won'
        end as ratio_rests_on,
        coalesce(priced.won_12_count, 0) < {{ window('thin') }} as is_thin
    from months
    left join months_priced as priced on months.month_start = priced.month_start
)

select * from economics
