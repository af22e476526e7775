-- Grain: one row per team and month: every part of the service-profit chain (F39).
{#- part, whether it is a share -#}
{%- set parts = [
    ('internal_service', false), ('staff_satisfaction', false), ('service_value', true),
    ('person', false), ('customer_satisfaction', false), ('loyalty', true),
    ('profit', false),
] %}
with

parts as (
    select * from {{ ref('int_teams_linked_monthly') }}
),

parts_side_by_side as (
    select
        team,
        month_start,
    {% for part, _ in parts %}
    coalesce(max(case when part = '{{ part }}' then n end), 0) as {{ part }}_count,
    max(case when part = '{{ part }}' then total end) as {{ part }}_sum,
    max(case when part = '{{ part }}' then total_squares end)
        as {{ part }}_sum_squares,
    max(case when part = '{{ part }}' then value end)
        as {{ part }}_value{{ ',' if not loop.last }}
    {% endfor %}
    from parts
    group by team, month_start
),

profit_chain as (
    select
        team,
        month_start,
        {%- for part, is_share in parts %}
        {%- set sums = (part ~ '_count', part ~ '_sum', part ~ '_sum_squares') %}
        {{ part }}_count,
        {{ part }}_sum,
        {{ part }}_sum_squares,
        {{ part }}_value,
        {{ wilson_low(sums[1], sums[0]) if is_share else mean_low(*sums) }}
            as {{ part }}_low,
        {{ wilson_high(sums[1], sums[0]) if is_share else mean_high(*sums) }}
            as {{ part }}_high,
        {%- endfor %}
        'association' as evidence
    from parts_side_by_side
)

select * from profit_chain
