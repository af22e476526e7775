-- Grain: one row per month in which somebody left, code, level and region as at its
-- start. Customers who stayed through the month, and who of them had a poor contact in
-- the time before its middle.
with

months as (
    select distinct
        {{ month_of('left_at') }} as month_start,
        cast({{ add_months(month_of('left_at'), 1) }} as timestamp) as next_month_at,
        {{ add_days('cast(' ~ month_of('left_at') ~ ' as timestamp)', '15') }}
            as middle_at
    from {{ ref('core__customers') }}
    where left_at is not null
),

stayers as (
    select
        months.month_start,
        history.customer_id,
        history.code,
        history.level,
        coalesce(history.region, 'unknown') as region
    from months
    inner join {{ ref('core__customer_history') }} as history
        on
            months.month_start >= history.valid_from
            and (history.valid_to is null or months.month_start < history.valid_to)
    inner join {{ ref('core__customers') }} as customers
        on history.customer_id = customers.customer_id
    where
        customers.customer_kind = 'customer'
        and (customers.left_at is null or customers.left_at >= months.next_month_at)
),

served_badly as (
    select distinct
        months.month_start,
        poor.customer_id
    from months
    inner join {{ ref('int_contacts_poor') }} as poor
        on
            months.middle_at > poor.entered_at
            and {{ add_days('poor.entered_at', window('poor_contact_before')) }}
            >= months.middle_at
),

stayers_summed as (
    select
        stayers.month_start,
        stayers.code,
        stayers.level,
        stayers.region,
        count(*) as stayer_count,
        count(served_badly.customer_id) as stayer_poor_count
    from stayers
    left join served_badly
        on
            stayers.month_start = served_badly.month_start
            and stayers.customer_id = served_badly.customer_id
    group by stayers.month_start, stayers.code, stayers.level, stayers.region
)

select * from stayers_summed
