-- A failure means: answers counted on a day are missing from its month, or the reverse.
with

days as (
    select
        {{ month_of('period_start') }} as month_start,
        cut_kind,
        cut_value,
        scale_low,
        scale_high,
        direction,
        sum(answer_count) as answer_count
    from {{ ref('effort__scores') }}
    where period = 'day'
    group by
        {{ month_of('period_start') }},
        cut_kind,
        cut_value,
        scale_low,
        scale_high,
        direction
),

months as (
    select
        period_start as month_start,
        cut_kind,
        cut_value,
        scale_low,
        scale_high,
        direction,
        cast(answer_count as bigint) as answer_count
    from {{ ref('effort__scores') }}
    where period = 'month'
),

answers_of_both as (
    select
        *,
        'days' as origin
    from days
    union all
    select
        *,
        'months' as origin
    from months
)

select
    month_start,
    cut_kind,
    cut_value,
    scale_low,
    scale_high,
    direction
from answers_of_both
group by month_start, cut_kind, cut_value, scale_low, scale_high, direction
having
    sum(case when origin = 'days' then answer_count else 0 end)
    <> sum(case when origin = 'months' then answer_count else 0 end)
