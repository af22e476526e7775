-- Grain: one row per customer who was unhappy, by survey or behaviour, and never
-- complained.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

failures as (
    select * from {{ ref('int_customers_failed') }}
    where
        {{ only_touched('owner_id') }}
        and owner_id not in (
            select complaints.owner_id from {{ ref('core__complaints') }} as complaints
        )
),

orders_last as (
    select
        customer_id,
        max(ordered_at) as last_ordered_at
    from {{ ref('core__orders') }}
    where customer_id is not null and {{ only_touched('owner_id') }}
    group by customer_id
),

-- What followed the last order is what may have ended the custom; of who went on
-- buying, the last.
failures_ranked as (
    select
        failures.*,
        row_number() over (
            partition by failures.customer_id
            order by
                coalesce(failures.felt_at <= orders_last.last_ordered_at, false),
                case
                    when failures.felt_at <= orders_last.last_ordered_at
                        then {{ seconds_between(
                            'failures.felt_at', 'orders_last.last_ordered_at'
                        ) }}
                    else {{ seconds_between(
                        "timestamp '2000-01-01'", 'failures.felt_at'
                    ) }}
                end,
                failures.sign,
                failures.sign_id
        ) as sign_rank
    from failures
    left join orders_last on failures.customer_id = orders_last.customer_id
),

customers_failed as (
    select
        owner_id,
        customer_id,
        min(case when sign_rank = 1 then felt_at end) as felt_at,
        min(case when sign_rank = 1 then sign end) as sign,
        min(case when sign_rank = 1 then stage end) as stage,
        count(*) as experience_count,
        count(*) filter (where sign = 'survey') as survey_count
    from failures_ranked
    group by owner_id, customer_id
),

stated as (
    select
        customers_failed.customer_id,
        {% for told in ['friends', 'third_party', 'public'] -%}
        bool_or(answers.value > (answers.scale_low + answers.scale_high) / 2) filter (
            where answers.measure = 'told_{{ told }}'
        ) as has_told_{{ told }},
        {% endfor -%}
        avg(answers.score_100) filter (
            where answers.measure = 'would_return'
            and answers.submitted_at >= customers_failed.felt_at
        ) as would_return_score
    from customers_failed
    inner join {{ ref('core__survey_answers') }} as answers
        on customers_failed.customer_id = answers.customer_id
    where
        answers.respondent = 'customer'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.submitted_at
        <= {{ add_days('customers_failed.felt_at', window('score_lookback')) }}
    group by customers_failed.customer_id
),

bought as (
    {{ orders_around('customers_failed', 'customer_id', 'felt_at') }}
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

silent as (
    select
        customers_failed.*,
        stated.would_return_score,
        stated.would_return_score > 50 as is_willing_to_return,
        stated.has_told_friends,
        stated.has_told_third_party,
        stated.has_told_public,
        bought.ordered_before_at,
        bought.usual_gap_days,
        bought.ordered_again_at as came_back_at,
        {{ add_days('customers_failed.felt_at', window('come_back')) }} as ripe_at,
        coalesce(months.code, 'C') as customer_code,
        coalesce(months.value_12_months, 0) as value_12_months,
        coalesce(months.revenue_12_months, 0) as revenue_12_months
    from customers_failed
    left join stated on customers_failed.customer_id = stated.customer_id
    left join bought on customers_failed.customer_id = bought.customer_id
    left join {{ ref('loyalty__customers_monthly') }} as months
        on
            customers_failed.customer_id = months.customer_id
            and months.month_start
            = {{ add_months(month_of('customers_failed.felt_at'), -1) }}
),

silent_judged as (
    select
        silent.customer_id,
        silent.owner_id,
        silent.felt_at,
        {{ month_of('silent.felt_at') }} as felt_month_start,
        silent.sign,
        silent.stage,
        silent.experience_count,
        silent.survey_count > 0 as is_unhappy_by_survey,
        silent.experience_count > silent.survey_count as is_unhappy_by_behaviour,
        silent.has_told_friends,
        silent.has_told_third_party,
        silent.has_told_public,
        {{ complainer_type(
            'false', 'silent.has_told_third_party', 'silent.has_told_public',
            'false', 'false'
        ) }} as complainer_type,
        {{ complainer_literature_type(
            'false', 'silent.has_told_friends', 'silent.has_told_third_party',
            'silent.has_told_public', 'false'
        ) }} as literature_type,
        {{ as_double('silent.would_return_score') }} as would_return_score,
        silent.is_willing_to_return,
        silent.ordered_before_at,
        silent.usual_gap_days,
        silent.came_back_at,
        silent.ripe_at,
        coalesce(watermarks.seen_until_at >= silent.ripe_at, false) as is_ripe,
        case
            when watermarks.seen_until_at >= silent.ripe_at
                then silent.came_back_at is not null
        end as has_come_back,
        -- Missed: who used to buy often enough to have bought by now.
        case
            when watermarks.seen_until_at >= silent.ripe_at
                then
                    silent.came_back_at is null
                    and silent.ordered_before_at is not null
                    and coalesce(
                        silent.usual_gap_days * {{ window('overdue_factor') }}
                        <= {{ window('come_back') }},
                        true
                    )
        end as is_leaver,
        silent.customer_code,
        silent.value_12_months,
        silent.revenue_12_months
    from silent
    cross join watermarks
)

select * from silent_judged
