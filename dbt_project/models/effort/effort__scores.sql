-- Grain: one row per period (day, week, month), cut and scale. The customer effort
-- score.
{% set key -%}
period, period_start, cut_kind, cut_value, scale_low, scale_high, direction
{%- endset %}
{%- set figures = ['value', 'score_100'] %}
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
        {{ sums_by_cluster(figures, 'used_weight') }},
        count(weight) as weighted,
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
        {{ sums_over_clusters(figures) }},
        sum(weighted) as weighted,
        sum(easy) as easy,
        sum(hard) as hard,
        sum(weighted_easy) as weighted_easy,
        sum(weighted_hard) as weighted_hard,
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
        {{ weighed_n() }} as weighed_n,
        {{ effective_n('easy', 'n', 'clusters', 'easy_easy', 'n_n', 'easy_n') }}
            as easy_units,
        {{ effective_n('hard', 'n', 'clusters', 'hard_hard', 'n_n', 'hard_n') }}
            as hard_units
    from answers_summed
),

scores as (
    select
        {{ key }},
        cast(n as bigint) as answer_count,
        cast(clusters as bigint) as customer_count,
        {{ as_double('value_sum') }} as value_sum,
        {{ as_double('value_sum_squares') }} as value_sum_squares,
        {{ as_double('value_sum') }} / n as value_mean,
        {{ cluster_share_low(*mean_of_clusters('value'), is_share=false) }}
            as value_mean_low,
        {{ cluster_share_high(*mean_of_clusters('value'), is_share=false) }}
            as value_mean_high,
        {{ as_double('score_100_sum') }} / n as score_100_mean,
        {{ cluster_share_low(*mean_of_clusters('score_100'), is_share=false) }}
            as score_100_mean_low,
        {{ cluster_share_high(*mean_of_clusters('score_100'), is_share=false) }}
            as score_100_mean_high,
        cast(weighted as bigint) as weighted_answer_count,
        {{ as_double('weight_sum') }} as weight_sum,
        {{ as_double('weight_sum_squares') }} as weight_sum_squares,
        {{ as_double('weighted_sum') }} as weighted_value_sum,
        {{ as_double('weighed_n') }} as effective_answer_count,
        case
            when weighted > 0
                then {{ as_double('weighted_sum / nullif(weight_sum, 0)') }}
        end as value_mean_weighted,
        {% for end in ['low', 'high'] %}
        case
            when weighted > 0
                then {{ cluster_share_low(*weighted_mean_of_clusters(), is_share=false)
                    if end == 'low'
                    else cluster_share_high(
                        *weighted_mean_of_clusters(), is_share=false
                    ) }}
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
