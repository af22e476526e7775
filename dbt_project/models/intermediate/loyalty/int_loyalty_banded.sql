-- Grain: one row per aspect, horizon and band, and one for the satisfied who are
-- gone. What customers did after their index experience: as it was, and adjusted for
-- what they had done before.
{%- set shares = {
    'repurchase': 'repurchased', 'leaving': 'has_left', 'gone': 'is_gone',
    'recommending': 'recommends', 'bad_talk': 'speaks_badly',
} %}
{%- set adjusted = {
    'repurchase': 'repurchased', 'leaving': 'has_left', 'recommending': 'recommends',
    'bad_talk': 'speaks_badly', 'spent': 'spent',
} %}
{%- set figures = ['mean', 'mean_low', 'mean_high', 'difference', 'difference_low',
    'difference_high'] %}
with

followed as (
    select * from {{ ref('int_experiences_followed') }}
),

-- Satisfied is not loyal (F39): who was, and is gone, once more on a row of their own.
followed_cut as (
    select
        followed.*,
        followed.band as band_cut
    from followed
    union all
    select
        followed.*,
        'satisfied_but_gone' as band_cut
    from followed
    where
        aspect = 'satisfaction'
        and band in ('satisfied', 'very_satisfied')
        and is_gone = 1
),

summed as (
    select
        aspect,
        horizon_days,
        band_cut as band,
        count(*) filter (where is_ripe) as customer_count,
        count(*) filter (where not is_ripe) as unripe_count,
        {{ exact_sum('case when is_ripe then spent_before end') }} as spent_before_sum,
        {% for figure, outcome in shares.items() -%}
        count({{ outcome }}) as {{ figure }}_denominator,
        count(*) filter (where {{ outcome }} = 1) as {{ figure }}_numerator,
        {% endfor -%}
        {{ exact_sum('spent') }} as spent_sum,
        {{ exact_sum('spent * spent', 6) }} as spent_sum_squares
    from followed_cut
    group by aspect, horizon_days, band_cut
),

-- What a band is a share of: all customers looked at, or all satisfied ones.
counted as (
    select
        aspect,
        horizon_days,
        count(*) filter (where is_ripe) as customer_count,
        count(*) filter (
            where is_ripe and band in ('satisfied', 'very_satisfied')
        ) as satisfied_count
    from followed
    group by aspect, horizon_days
),

adjusted as (
    select
        aspect,
        horizon_days,
        band,
        max(compared_with) as compared_with,
        {% for figure, outcome in adjusted.items() -%}
        {% for number in figures -%}
        max(case
            when outcome = '{{ outcome }}' then adjusted_{{ number }}
        end) as {{ figure }}_adjusted_{{ number }},
        {% endfor -%}
        {% endfor -%}
        max(overlap_share) as overlap_share
    from {{ source('analysis', 'loyalty_after') }}
    group by aspect, horizon_days, band
),

banded as (
    select
        summed.*,
        case
            when summed.band = 'satisfied_but_gone' then counted.satisfied_count
            else counted.customer_count
        end as of_count,
        adjusted.compared_with,
        {% for figure in adjusted -%}
        {% for number in figures -%}
        adjusted.{{ figure }}_adjusted_{{ number }},
        {% endfor -%}
        {% endfor -%}
        adjusted.overlap_share,
        case
            when adjusted.band is null then 'association' else 'adjusted'
        end as evidence
    from summed
    inner join counted
        on
            summed.aspect = counted.aspect
            and summed.horizon_days = counted.horizon_days
    left join adjusted
        on
            summed.aspect = adjusted.aspect
            and summed.horizon_days = adjusted.horizon_days
            and summed.band = adjusted.band
)

select * from banded
