-- Grain: one row per month, dimension, seller and scale. Perception less expectation
-- (F10, F11).
{% set key = 'month_start, dimension, seller_id, scale_low, scale_high, direction' %}
with

met as (
    select
        *,
        'all' as every_seller
    from {{ ref('int_expectations_met') }}
),

dimensions as (
    select * from {{ ref('expectation_dimensions') }}
),

met_cut as (
    {% for seller in ['every_seller', 'seller_id'] %}
    select
        month_start,
        dimension,
        {{ seller }} as seller_id,
        scale_low,
        scale_high,
        direction,
        owner_id,
        perceived_score,
        expected_score,
        gap
    from met
    {% if seller == 'seller_id' -%}
    where seller_id is not null
    {%- else -%}
    union all
    {%- endif %}
    {% endfor %}
),

-- A customer is in a month's row once: the pairs are independent.
met_summed as (
    select
        {{ key }},
        count(*) as perceived,
        count(gap) as n,
        avg(expected_score) filter (where gap is not null) as expected_score_mean,
        avg(perceived_score) filter (where gap is not null) as perceived_score_mean,
        sum(gap) as gap_sum,
        sum(gap * gap) as gap_sum_squares,
        count(*) filter (where gap < 0) as missed,
        count(*) filter (where gap = 0) as met,
        count(*) filter (where gap > 0) as exceeded
    from met_cut
    group by {{ key }}
),

expectation_gaps as (
    {%- set sums = ('n', 'gap_sum', 'gap_sum_squares') %}
    select
        met_summed.month_start,
        met_summed.dimension,
        met_summed.seller_id,
        met_summed.scale_low,
        met_summed.scale_high,
        met_summed.direction,
        dimensions.fact_id,
        cast(met_summed.perceived as bigint) as perception_count,
        cast(met_summed.n as bigint) as pair_count,
        {{ as_double('met_summed.expected_score_mean') }} as expectation_score_mean,
        {{ as_double('met_summed.perceived_score_mean') }} as perception_score_mean,
        {{ as_double('met_summed.gap_sum') }} as gap_sum,
        {{ as_double('met_summed.gap_sum_squares') }} as gap_sum_squares,
        {{ as_double('met_summed.gap_sum / nullif(met_summed.n, 0)') }} as gap_mean,
        {{ mean_low(*sums) }} as gap_mean_low,
        {{ mean_high(*sums) }} as gap_mean_high,
        {% for side in ['missed', 'met', 'exceeded'] %}
        cast(met_summed.{{ side }} as bigint) as {{ side }}_count,
        {{ as_double('met_summed.' ~ side) }} / nullif(met_summed.n, 0)
            as {{ side }}_share,
        {{ wilson_low('met_summed.' ~ side, 'met_summed.n') }}
            as {{ side }}_share_low,
        {{ wilson_high('met_summed.' ~ side, 'met_summed.n') }}
            as {{ side }}_share_high,
        {% endfor %}
        'association' as evidence,
        met_summed.n < {{ window('thin') }} as is_thin
    from met_summed
    left join dimensions on met_summed.dimension = dimensions.dimension
)

select * from expectation_gaps
