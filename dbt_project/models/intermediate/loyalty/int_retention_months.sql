-- Grain: one row per month since the start that anybody has lived to see.
with recursive

longest as (
    select max(duration_days) as days from {{ ref('int_retention_spells') }}
),

months as (
    select 0 as month_since
    union all
    select months.month_since + 1 as month_since
    from months
    cross join longest
    where (months.month_since + 1) * {{ window('retention_month') }} < longest.days + 1
),

retention_months as (
    select
        month_since,
        cast(floor(month_since * {{ window('retention_month') }}) as bigint)
            as month_days
    from months
)

select * from retention_months
