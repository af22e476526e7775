-- Grain: one row per group and day on which somebody's time ends, and one before the
-- first: the product-limit estimate from that day on, and Greenwood's sum.
{{ config(materialized='table') }}
{%- set group_key = ['starts_with', 'cohort', 'cut', 'cut_value'] %}
with

days_counted as (
    select
        {{ group_key | join(',\n        ') }},
        duration_days,
        count(*) as ended,
        count(*) filter (where is_event) as events
    from {{ ref('int_retention_grouped') }}
    group by {{ group_key | join(', ') }}, duration_days
    union all
    select
        {{ group_key | join(',\n        ') }},
        -1 as duration_days,
        0 as ended,
        0 as events
    from {{ ref('int_retention_grouped') }}
    group by {{ group_key | join(', ') }}
),

-- At risk on a day is whoever has not ended before it.
days_at_risk as (
    select
        *,
        cast(sum(ended) over downwards as bigint) as at_risk,
        lead(duration_days) over upwards as next_days
    from days_counted
    window
        downwards as (
            partition by {{ group_key | join(', ') }}
            order by duration_days desc
            rows between unbounded preceding and current row
        ),
        upwards as (
            partition by {{ group_key | join(', ') }}
            order by duration_days
        )
),

-- The product of what is kept each day, as a sum of logarithms; none is left after a
-- day that takes all, and that has no logarithm.
days_summed as (
    select
        *,
        cast(sum(events) over so_far as bigint) as events_so_far,
        sum(case
            when events < at_risk then ln(1 - {{ as_double('events') }} / at_risk)
        end) over so_far as log_kept,
        max(case when ended > 0 and events = at_risk then 1 else 0 end) over so_far
            as is_none_left,
        sum(
            {{ as_double('events') }}
            / nullif({{ as_double('at_risk') }} * (at_risk - events), 0)
        ) over so_far as greenwood
    from days_at_risk
    window
        so_far as (
            partition by {{ group_key | join(', ') }}
            order by duration_days
            rows between unbounded preceding and current row
        )
),

retention_stepped as (
    select
        {{ group_key | join(',\n        ') }},
        duration_days,
        next_days,
        at_risk,
        at_risk - ended as still_at_risk,
        events,
        events_so_far,
        case when is_none_left = 1 then 0 else exp(coalesce(log_kept, 0)) end as kept,
        coalesce(greenwood, 0) as greenwood
    from days_summed
)

select * from retention_stepped
