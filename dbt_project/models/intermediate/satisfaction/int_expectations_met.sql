-- Grain: one row per customer, month, dimension and scale. What was perceived, with
-- what had been expected of it.
with

answers as (
    select
        *,
        {{ month_of('submitted_date') }} as month_start
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and measure in ('expectation', 'perception')
        and dimension is not null
        and score_100 is not null
        and submitted_date is not null
),

-- A seller's own sheet tells what was sold, not what the customer expects (F10).
expected as (
    select * from answers
    where measure = 'expectation' and coalesce(filled_by, 'customer') <> 'seller'
),

-- One answer of a customer a month.
perceived_ranked as (
    select
        *,
        row_number() over (
            partition by
                owner_id, month_start, dimension, scale_low, scale_high, direction
            order by submitted_at desc, answer_id desc
        ) as recency
    from answers
    where measure = 'perception'
),

perceived as (
    select * from perceived_ranked
    where recency = 1
),

-- The expectation nearest to it: of the same response, of the same order, else the
-- customer's last before it.
pairs_ranked as (
    select
        perceived.answer_id,
        expected.score_100 as expected_score,
        expected.order_id as expected_order_id,
        row_number() over (
            partition by perceived.answer_id
            order by
                case
                    when expected.response_id = perceived.response_id then 1
                    when expected.order_id = perceived.order_id then 2
                    else 3
                end,
                expected.submitted_at desc,
                expected.answer_id desc
        ) as nearness
    from perceived
    inner join expected
        on
            perceived.owner_id = expected.owner_id
            and perceived.dimension = expected.dimension
            and perceived.scale_low = expected.scale_low
            and perceived.scale_high = expected.scale_high
            and perceived.direction is not distinct from expected.direction
            and coalesce(perceived.order_id, expected.order_id, '-')
            = coalesce(expected.order_id, perceived.order_id, '-')
            and perceived.submitted_at >= expected.submitted_at
            and {{ add_days('expected.submitted_at', window('expectation_holds')) }}
            >= perceived.submitted_at
),

sellers as (
    select
        order_id,
        agent_id
    from {{ ref('core__orders') }}
),

expectations_met as (
    select
        perceived.owner_id,
        perceived.customer_id,
        perceived.answer_id,
        perceived.submitted_at,
        perceived.month_start,
        perceived.dimension,
        perceived.scale_low,
        perceived.scale_high,
        perceived.direction,
        sellers.agent_id as seller_id,
        perceived.score_100 as perceived_score,
        pairs_ranked.expected_score,
        -- On the scale asked, better than expected above 0 whatever way it runs.
        (perceived.score_100 - pairs_ranked.expected_score)
        * (perceived.scale_high - perceived.scale_low) / 100 as gap
    from perceived
    left join pairs_ranked
        on
            perceived.answer_id = pairs_ranked.answer_id
            and pairs_ranked.nearness = 1
    left join sellers
        on
            coalesce(pairs_ranked.expected_order_id, perceived.order_id)
            = sellers.order_id
)

select * from expectations_met
