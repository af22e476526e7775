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

differing as (
    (select * from days except select * from months)
    union all
    (select * from months except select * from days)
)

select * from differing
