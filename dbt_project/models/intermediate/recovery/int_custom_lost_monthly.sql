-- Grain: one row per month in which active customers had bad experiences whose end is
-- known. How many did not come back, and how many of the others would not have done so
-- either.
with

-- Who was active at the end of a month; what follows is looked at from then on.
months as (
    select
        customer_id,
        {{ add_months('month_start', 1) }} as month_start,
        value_12_months,
        revenue_12_months
    from {{ ref('loyalty__customers_monthly') }}
    where state in ('active', 'won_back')
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

experiences as (
    select
        *,
        {{ month_of('felt_at') }} as month_start,
        row_number() over (
            partition by customer_id order by felt_at desc, experience_id desc
        ) as recency
    from {{ ref('int_experiences_arranged') }}
),

-- Custom is lost once: by the customer's last experience.
experiences_known as (
    select
        experiences.month_start,
        count(*) as ripe_count,
        count(*) filter (where not experiences.has_come_back) as lost_count,
        coalesce(sum(months.value_12_months) filter (
            where not experiences.has_come_back
        ), 0) as lost_value_amount,
        coalesce(sum(months.revenue_12_months) filter (
            where not experiences.has_come_back and experiences.is_voiced
        ), 0) as lost_complainer_revenue_amount
    from experiences
    inner join months
        on
            experiences.customer_id = months.customer_id
            and experiences.month_start = months.month_start
    where experiences.recency = 1 and experiences.is_ripe
    group by experiences.month_start
),

-- From the middle of the month on, as experiences fall on average.
others as (
    select
        months.month_start,
        months.customer_id,
        {{ add_days('cast(months.month_start as timestamp)', '15') }} as from_at
    from months
    where
        months.customer_id not in (
            select experiences.customer_id from experiences
        )
),

others_bought as (
    select distinct
        others.month_start,
        others.customer_id
    from others
    inner join {{ ref('core__orders') }} as orders
        on others.customer_id = orders.customer_id
    where
        orders.ordered_at > others.from_at
        and orders.ordered_at
        <= {{ add_days('others.from_at', window('come_back')) }}
),

others_counted as (
    select
        others.month_start,
        count(*) as other_count,
        count(*) - count(bought.customer_id) as other_lost_count
    from others
    cross join watermarks
    left join others_bought as bought
        on
            others.month_start = bought.month_start
            and others.customer_id = bought.customer_id
    where
        watermarks.seen_until_at
        >= {{ add_days('others.from_at', window('come_back')) }}
    group by others.month_start
),

custom_lost as (
    select
        known.*,
        coalesce(others_counted.other_count, 0) as other_count,
        coalesce(others_counted.other_lost_count, 0) as other_lost_count,
        -- The share of the lost who would have stayed but for the experience.
        case
            when known.lost_count = 0 then 0
            when others_counted.other_count > 0
                then greatest(0, 1 - (
                    {{ as_double('others_counted.other_lost_count') }}
                    / others_counted.other_count
                ) / ({{ as_double('known.lost_count') }} / known.ripe_count))
        end as attributable_share
    from experiences_known as known
    left join others_counted on known.month_start = others_counted.month_start
)

select * from custom_lost
