-- Grain: one row per month and type of complainer: the document's and the literature's
-- name, and `all` for everybody. Who complains, what is at risk, what followed (F41).
with

customers as (
    select * from {{ ref('int_customers_complaining_monthly') }}
),

-- Who complained again within the time in which a complaint is one case, and longer.
complaints as (
    select
        customer_id,
        opened_at,
        lead(opened_at) over (partition by customer_id order by opened_at)
            as next_opened_at
    from {{ ref('recovery__complaints') }}
    where customer_id is not null
),

customers_again as (
    select
        customer_id,
        {{ month_of('opened_at') }} as month_start,
        bool_or(
            next_opened_at <= {{ add_days('opened_at', window('come_back')) }}
        ) as has_complained_again
    from complaints
    group by customer_id, {{ month_of('opened_at') }}
),

customers_followed as (
    select
        customers.*,
        coalesce(again.has_complained_again, false) as has_complained_again
    from customers
    left join customers_again as again
        on
            customers.customer_id = again.customer_id
            and customers.month_start = again.month_start
),

customers_cut as (
    select
        *,
        complainer_type as type_cut,
        literature_type as literature_cut
    from customers_followed
    union all
    select
        *,
        'all' as type_cut,
        'all' as literature_cut
    from customers_followed
),

summed as (
    select
        month_start,
        type_cut as complainer_type,
        literature_cut as literature_type,
        count(*) as customer_count,
        cast(sum(experience_count) as bigint) as experience_count,
        count(*) filter (where is_voiced) as voiced_count,
        sum(value_12_months) as value_at_risk,
        sum(revenue_12_months) as revenue_at_risk,
        count(*) filter (where is_leaving) as leaving_count,
        count(*) filter (where has_complained_again) as complained_again_count,
        count(*) filter (where is_ripe) as ripe_count,
        count(*) filter (where is_ripe and has_come_back) as came_back_count
    from customers_cut
    group by month_start, type_cut, literature_cut
),

complainers as (
    select
        month_start,
        complainer_type,
        literature_type,
        customer_count,
        experience_count,
        voiced_count,
        {{ as_double('voiced_count') }} / customer_count as voiced_share,
        {{ wilson_low('voiced_count', 'customer_count') }} as voiced_share_low,
        {{ wilson_high('voiced_count', 'customer_count') }} as voiced_share_high,
        {{ as_double('value_at_risk') }} as value_at_risk,
        {{ as_double('revenue_at_risk') }} as revenue_at_risk,
        leaving_count,
        complained_again_count,
        ripe_count,
        came_back_count,
        {{ as_double('came_back_count') }} / nullif(ripe_count, 0) as came_back_share,
        {{ wilson_low('came_back_count', 'ripe_count') }} as came_back_share_low,
        {{ wilson_high('came_back_count', 'ripe_count') }} as came_back_share_high,
        customer_count < {{ window('thin') }} as is_thin
    from summed
)

select * from complainers
