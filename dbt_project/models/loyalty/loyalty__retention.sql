-- Grain: one row per kind of start, cohort, cut and month since: the share kept
-- (Kaplan and Meier 1958) and the revenue kept (F25).
{%- set z = '1.959963984540054' %}
with

steps as (
    select * from {{ ref('int_retention_stepped') }}
),

customers as (
    select
        starts_with,
        cohort,
        cut,
        cut_value,
        at_risk as customer_count
    from steps
    where duration_days = -1
),

-- The last step by each month's end; only as far as somebody is still observed.
months_kept as (
    select
        steps.*,
        months.month_since,
        months.month_days,
        customers.customer_count,
        case
            when steps.duration_days = months.month_days then steps.at_risk
            else steps.still_at_risk
        end as at_risk_then
    from steps
    inner join {{ ref('int_retention_months') }} as months
        on
            steps.duration_days <= months.month_days
            and coalesce(steps.next_days > months.month_days, true)
    inner join customers
        on
            steps.starts_with = customers.starts_with
            and steps.cohort = customers.cohort
            and steps.cut = customers.cut
            and steps.cut_value = customers.cut_value
),

-- Greenwood's variance on the scale of log(-log) (Kalbfleisch and Prentice 1980), which
-- keeps within 0 and 1; where nobody or everybody went it says nothing: Wilson.
months_bounded as (
    select
        *,
        case
            when kept = 1 then {{ wilson_low('at_risk_then', 'at_risk_then') }}
            when kept = 0 then 0
            else exp(-exp(ln(-ln(kept)) + {{ z }} * sqrt(greenwood) / abs(ln(kept))))
        end as kept_low,
        case
            when kept = 1 then 1
            when kept = 0 then {{ wilson_high('0', 'at_risk_then') }}
            else exp(-exp(ln(-ln(kept)) - {{ z }} * sqrt(greenwood) / abs(ln(kept))))
        end as kept_high
    from months_kept
    where at_risk_then > 0
),

retention as (
    select
        bounded.starts_with,
        case when bounded.starts_with = 'joining' then 'leaving' else 'lapse' end
            as ends_with,
        bounded.cohort,
        bounded.cut,
        bounded.cut_value,
        bounded.month_since,
        bounded.customer_count,
        bounded.at_risk_then as at_risk_count,
        bounded.events_so_far as gone_count,
        bounded.customer_count - bounded.at_risk_then - bounded.events_so_far
        + case
            when bounded.duration_days = bounded.month_days then bounded.events
            else 0
        end as censored_count,
        {{ as_double('bounded.kept') }} as kept_share,
        {{ as_double('bounded.kept_low') }} as kept_share_low,
        {{ as_double('bounded.kept_high') }} as kept_share_high,
        revenues.customer_count as revenue_customer_count,
        {{ as_double('revenues.revenue') }} as revenue,
        {{ as_double('revenues.base') }} as base_revenue,
        {{ as_double('revenues.revenue') }} / nullif(revenues.base, 0)
            as revenue_retention,
        {{ cluster_share_low(
            'revenues.revenue', 'revenues.base', 'revenues.customer_count',
            'revenues.revenue_revenue', 'revenues.base_base', 'revenues.revenue_base',
            false
        ) }} as revenue_retention_low,
        {{ cluster_share_high(
            'revenues.revenue', 'revenues.base', 'revenues.customer_count',
            'revenues.revenue_revenue', 'revenues.base_base', 'revenues.revenue_base',
            false
        ) }} as revenue_retention_high,
        'association' as evidence,
        bounded.at_risk_then < {{ window('thin') }} as is_thin
    from months_bounded as bounded
    left join {{ ref('int_retention_revenue') }} as revenues
        on
            bounded.starts_with = revenues.starts_with
            and bounded.cohort = revenues.cohort
            and bounded.cut = revenues.cut
            and bounded.cut_value = revenues.cut_value
            and bounded.month_since = revenues.month_since
)

select * from retention
