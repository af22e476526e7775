-- Grain: one row per customer and month. Worth, standing, mood as at the month's end.
{{ config(materialized='incremental', pre_hook='{{ delete_touched_months() }}') }}
with

months as (
    select
        coded.*,
        customers.region,
        {{ add_months('coded.month_start', 1) }} as next_month_start
    from {{ ref('int_customers_coded_monthly') }} as coded
    left join {{ ref('core__customers') }} as customers
        on coded.customer_id = customers.customer_id
    where {{ only_touched_months('coded.customer_id', 'coded.month_start') }}
),

answers as (
    select
        customer_id,
        submitted_date,
        measure,
        score_100
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and (
            measure in ('recommendation', 'effort')
            or (measure = 'satisfaction' and touchpoint is null)
        )
),

-- What the customer said in the time before the month's end.
answers_looked_back as (
    select
        months.customer_id,
        months.month_start,
        avg(answers.score_100) filter (where answers.measure = 'recommendation')
            as recommendation_score,
        avg(answers.score_100) filter (where answers.measure = 'effort')
            as effort_score,
        avg(answers.score_100) filter (where answers.measure = 'satisfaction')
            as satisfaction_score,
        count(*) as answer_count
    from months
    inner join answers
        on
            months.customer_id = answers.customer_id
            and months.next_month_start > answers.submitted_date
            and {{ days_between('answers.submitted_date', 'months.next_month_start') }}
            <= {{ window('score_lookback') }}
    group by months.customer_id, months.month_start
),

customers_monthly as (
    select
        months.customer_id,
        months.month_start,
        months.code,
        months.potential,
        months.level,
        months.stage,
        months.state,
        months.region,
        cast(months.recency_days as bigint) as recency_days,
        {{ as_double('months.rhythm_days') }} as rhythm_days,
        months.lapses_date,
        cast(months.order_count as bigint) as order_count,
        cast(months.order_count_12m as bigint) as order_count_12_months,
        {{ as_double('months.revenue') }} as revenue,
        {{ as_double('months.margin') }} as margin,
        {{ as_double('months.revenue_12m') }} as revenue_12_months,
        {{ as_double('months.margin_12m') }} as margin_12_months,
        {{ as_double('months.value_12m') }} as value_12_months,
        {{ as_double('looked_back.recommendation_score') }} as recommendation_score,
        {{ as_double('looked_back.effort_score') }} as effort_score,
        {{ as_double('looked_back.satisfaction_score') }} as satisfaction_score,
        coalesce(looked_back.answer_count, 0) as answer_count,
        -- Buys, is not at the top, and shows that there is more to come.
        coalesce(
            months.state in ('active', 'won_back')
            and months.level <> 'top'
            and months.potential = 'high',
            false
        ) as may_move_up
    from months
    left join answers_looked_back as looked_back
        on
            months.customer_id = looked_back.customer_id
            and months.month_start = looked_back.month_start
)

select * from customers_monthly
