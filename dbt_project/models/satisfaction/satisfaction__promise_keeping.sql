-- Grain: one row per period in which promises fell due, kind and outcome. How promises
-- were kept, and what customers said of the whole afterwards (F18, F48).
with

promises as (
    select * from {{ ref('satisfaction__promises') }}
    where is_kept_in_time is not null
),

promises_in_periods as (
    {% for period in ['month', 'quarter', 'year'] %}
    {% for kind in ["'all'", 'promise_kind'] %}
    select
        '{{ period }}' as period,
        cast(date_trunc('{{ period }}', due_date) as date) as period_start,
        {{ kind }} as promise_kind,
        state as outcome,
        owner_id,
        satisfaction_score
    from promises
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Promises to one customer are not independent: customers are the clusters, those to
-- whom no promise ended this way among them.
outcomes as (
    select distinct outcome from promises_in_periods
),

promises_of_customers as (
    select
        promises_in_periods.period,
        promises_in_periods.period_start,
        promises_in_periods.promise_kind,
        outcomes.outcome,
        promises_in_periods.owner_id,
        count(*) as n,
        count(*) filter (where promises_in_periods.outcome = outcomes.outcome) as yes,
        count(promises_in_periods.satisfaction_score) filter (
            where promises_in_periods.outcome = outcomes.outcome
        ) as scored,
        coalesce(sum(promises_in_periods.satisfaction_score) filter (
            where promises_in_periods.outcome = outcomes.outcome
        ), 0) as score_sum
    from promises_in_periods
    cross join outcomes
    group by
        promises_in_periods.period,
        promises_in_periods.period_start,
        promises_in_periods.promise_kind,
        outcomes.outcome,
        promises_in_periods.owner_id
),

summed as (
    select
        period,
        period_start,
        promise_kind,
        outcome,
        count(*) as customers,
        sum(n) as n,
        sum(yes) as yes,
        sum(yes * yes) as yes_yes,
        sum(n * n) as n_n,
        sum(yes * n) as yes_n,
        sum(scored) as scored,
        count(*) filter (where scored > 0) as scored_customers,
        sum(score_sum) as score_sum,
        sum(score_sum * score_sum) as score_score,
        sum(scored * scored) as scored_scored,
        sum(score_sum * scored) as score_scored
    from promises_of_customers
    group by period, period_start, promise_kind, outcome
),

summed_weighed as (
    select
        *,
        {{ effective_n('yes', 'n', 'customers', 'yes_yes', 'n_n', 'yes_n') }} as units
    from summed
),

promise_keeping as (
    {%- set score_sums = ('score_sum', 'scored', 'scored_customers', 'score_score',
                          'scored_scored', 'score_scored') %}
    select
        period,
        period_start,
        promise_kind,
        outcome,
        cast(n as bigint) as promise_count,
        cast(customers as bigint) as customer_count,
        cast(yes as bigint) as outcome_count,
        {{ as_double('yes') }} / n as outcome_share,
        {{ wilson_low('yes * units / n', 'units') }} as outcome_share_low,
        {{ wilson_high('yes * units / n', 'units') }} as outcome_share_high,
        units as effective_n,
        cast(scored as bigint) as satisfaction_count,
        {{ as_double('score_sum') }} as satisfaction_sum,
        {{ as_double('score_sum / nullif(scored, 0)') }} as satisfaction_mean,
        {{ cluster_share_low(*score_sums, is_share=false) }} as satisfaction_mean_low,
        {{ cluster_share_high(*score_sums, is_share=false) }} as satisfaction_mean_high,
        'association' as evidence,
        n < {{ window('thin') }} as is_thin
    from summed_weighed
    where yes > 0
)

select * from promise_keeping
