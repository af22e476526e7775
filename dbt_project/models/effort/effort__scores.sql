-- Grain: one row per period (day, week, month), cut and scale. The customer effort
-- score.
{% set key -%}
period, period_start, cut_kind, cut_value, scale_low, scale_high, direction
{%- endset %}
with

answers as (
    select * from {{ ref('int_effort_answers_cut') }}
),

answers_in_periods as (
    {% for period in ['day', 'week', 'month'] %}
    select
        *,
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
        sum(weight) as weight_sum,
        sum(weight * weight) as weight_sum_squares,
        sum(weight * value) as weighted_value_sum,
        count(*) filter (where score_100 > 50) as easy,
        count(*) filter (where score_100 < 50) as hard
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
        sum(weight_sum) as weight_sum,
        sum(weight_sum_squares) as weight_sum_squares,
        sum(weighted_value_sum) as weighted_value_sum,
        sum(easy) as easy,
        sum(hard) as hard,
        sum(n * n) as n_n,
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
        {{ mean_low('n', 'value_sum', 'value_sum_squares') }} as value_mean_low,
        {{ mean_high('n', 'value_sum', 'value_sum_squares') }} as value_mean_high,
        {{ as_double('weight_sum') }} as weight_sum,
        {{ as_double('weighted_value_sum / nullif(weight_sum, 0)') }}
            as value_mean_weighted,
        {{ as_double('weight_sum * weight_sum / nullif(weight_sum_squares, 0)') }}
            as effective_answer_count,
        {{ as_double('score_sum') }} / n as score_100_mean,
        {% for side in ['easy', 'hard'] %}
        {%- set yes = side ~ ' * ' ~ side ~ '_units / n' %}
        cast({{ side }} as bigint) as {{ side }}_count,
        {{ as_double(side) }} / n as {{ side }}_share,
        {{ wilson_low(yes, side ~ '_units') }} as {{ side }}_share_low,
        {{ wilson_high(yes, side ~ '_units') }} as {{ side }}_share_high,
        {% endfor %}
        n < {{ window('thin') }} as is_thin
    from answers_weighed
)

select * from scores
