-- Grain: one row per period (day, week, month), cut and scale. The customer effort
-- score.
{% set key -%}
period, period_start, cut_kind, cut_value, scale_low, scale_high, direction
{%- endset %}
{%- set value_sums
    = ('value_sum', 'n', 'customers', 'value_value', 'n_n', 'value_n') %}
{%- set score_sums
    = ('score_sum', 'n', 'customers', 'score_score', 'n_n', 'score_n') %}
{%- set weighted_sums = ('weighted_value_sum', 'weight_sum', 'customers',
                         'weighted_weighted', 'weight_weight', 'weighted_weight') %}
with

answers as (
    select * from {{ ref('int_effort_answers_cut') }}
),

answers_in_periods as (
    {% for period in ['day', 'week', 'month'] %}
    select
        *,
        coalesce(weight, 1) as used_weight,
        '{{ period }}' as period,
        cast(date_trunc('{{ period }}', submitted_date) as date) as period_start
    from answers
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Answers of one customer are not independent: customers are the clusters.
answers_of_customers as (
    select
        {{ key }},
        owner_id,
        count(*) as n,
        sum(value) as value_sum,
        sum(value * value) as value_sum_squares,
        sum(score_100) as score_sum,
        sum(score_100 * score_100) as score_sum_squares,
        count(weight) as weighted,
        sum(used_weight) as weight_sum,
        sum(used_weight * used_weight) as weight_sum_squares,
        sum(used_weight * value) as weighted_value_sum,
        count(*) filter (where score_100 > 50) as easy,
        count(*) filter (where score_100 < 50) as hard,
        coalesce(sum(used_weight) filter (where score_100 > 50), 0) as weighted_easy,
        coalesce(sum(used_weight) filter (where score_100 < 50), 0) as weighted_hard
    from answers_in_periods
    group by {{ key }}, owner_id
),

answers_summed as (
    select
        {{ key }},
        count(*) as customers,
        sum(n) as n,
        sum(value_sum) as value_sum,
        sum(value_sum_squares) as value_sum_squares,
        sum(score_sum) as score_sum,
        sum(score_sum_squares) as score_sum_squares,
        sum(weighted) as weighted,
        sum(weight_sum) as weight_sum,
        sum(weight_sum_squares) as weight_sum_squares,
        sum(weighted_value_sum) as weighted_value_sum,
        sum(easy) as easy,
        sum(hard) as hard,
        sum(weighted_easy) as weighted_easy,
        sum(weighted_hard) as weighted_hard,
        sum(n * n) as n_n,
        sum(value_sum * value_sum) as value_value,
        sum(value_sum * n) as value_n,
        sum(score_sum * score_sum) as score_score,
        sum(score_sum * n) as score_n,
        sum(weight_sum * weight_sum) as weight_weight,
        sum(weighted_value_sum * weighted_value_sum) as weighted_weighted,
        sum(weighted_value_sum * weight_sum) as weighted_weight,
        sum(easy * easy) as easy_easy,
        sum(easy * n) as easy_n,
        sum(hard * hard) as hard_hard,
        sum(hard * n) as hard_n
    from answers_of_customers
    group by {{ key }}
),

answers_weighed as (
    select
        *,
        weight_sum * weight_sum / nullif(weight_sum_squares, 0) as weighed_n,
        {{ effective_n('easy', 'n', 'customers', 'easy_easy', 'n_n', 'easy_n') }}
            as easy_units,
        {{ effective_n('hard', 'n', 'customers', 'hard_hard', 'n_n', 'hard_n') }}
            as hard_units
    from answers_summed
),

scores as (
    select
        {{ key }},
        cast(n as bigint) as answer_count,
        cast(customers as bigint) as customer_count,
        {{ as_double('value_sum') }} as value_sum,
        {{ as_double('value_sum_squares') }} as value_sum_squares,
        {{ as_double('value_sum') }} / n as value_mean,
        {{ cluster_share_low(*value_sums, is_share=false) }} as value_mean_low,
        {{ cluster_share_high(*value_sums, is_share=false) }} as value_mean_high,
        {{ as_double('score_sum') }} / n as score_100_mean,
        {{ cluster_share_low(*score_sums, is_share=false) }} as score_100_mean_low,
        {{ cluster_share_high(*score_sums, is_share=false) }} as score_100_mean_high,
        cast(weighted as bigint) as weighted_answer_count,
        {{ as_double('weight_sum') }} as weight_sum,
        {{ as_double('weight_sum_squares') }} as weight_sum_squares,
        {{ as_double('weighted_value_sum') }} as weighted_value_sum,
        {{ as_double('weighed_n') }} as effective_answer_count,
        case
            when weighted > 0
                then {{ as_double('weighted_value_sum / nullif(weight_sum, 0)') }}
        end as value_mean_weighted,
        {% for end in ['low', 'high'] %}
        case
            when weighted > 0
                then {{ cluster_share_low(*weighted_sums, is_share=false)
                    if end == 'low'
                    else cluster_share_high(*weighted_sums, is_share=false) }}
        end as value_mean_weighted_{{ end }},
        {% endfor %}
        {% for side in ['easy', 'hard'] %}
        {%- set yes = side ~ ' * ' ~ side ~ '_units / n' %}
        {#- What clustering costs and what weighting costs multiply. -#}
        {%- set units = 'weighed_n * ' ~ side ~ '_units / n' %}
        {%- set weighted_yes
            = 'weighted_' ~ side ~ ' / nullif(weight_sum, 0) * ' ~ units %}
        cast({{ side }} as bigint) as {{ side }}_count,
        {{ as_double(side) }} / n as {{ side }}_share,
        {{ wilson_low(yes, side ~ '_units') }} as {{ side }}_share_low,
        {{ wilson_high(yes, side ~ '_units') }} as {{ side }}_share_high,
        {{ side }}_units as {{ side }}_effective_n,
        case
            when weighted > 0
                then {{ as_double('weighted_' ~ side ~ ' / nullif(weight_sum, 0)') }}
        end as {{ side }}_share_weighted,
        case when weighted > 0 then {{ wilson_low(weighted_yes, units) }} end
            as {{ side }}_share_weighted_low,
        case when weighted > 0 then {{ wilson_high(weighted_yes, units) }} end
            as {{ side }}_share_weighted_high,
        {% endfor %}
        n < {{ window('thin') }} as is_thin
    from answers_weighed
)

select * from scores
