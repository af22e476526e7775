-- Grain: one row per customer, month and product that the customer said to intend to
-- buy: of several responses in the month the last. By when, and whether that was so.
with

answers as (
    select
        customer_id,
        response_id,
        submitted_at,
        submitted_date,
        {{ month_of('submitted_date') }} as month_start,
        measure,
        lower({{ trimmed('choice') }}) as product,
        value
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and submitted_date is not null
        and measure in ('intends_to_buy_what', 'intends_to_buy_when')
),

responses_ranked as (
    select
        customer_id,
        month_start,
        response_id,
        row_number() over (
            partition by customer_id, month_start
            order by max(submitted_at) desc, response_id desc
        ) as recency
    from answers
    where measure = 'intends_to_buy_what' and product is not null
    group by customer_id, month_start, response_id
),

-- In how many months, where that was asked.
moments as (
    select
        response_id,
        max(value) as month_count
    from answers
    where measure = 'intends_to_buy_when'
    group by response_id
),

stated as (
    select
        answers.customer_id,
        answers.month_start,
        answers.product,
        max(answers.submitted_at) as stated_at,
        max(case
            when moments.month_count is not null
                then {{ add_months('answers.submitted_date', 'moments.month_count') }}
            else {{ date_of(add_days(
                'answers.submitted_at', window('intent_realised')
            )) }}
        end) as until_date
    from answers
    inner join responses_ranked as responses
        on answers.response_id = responses.response_id and responses.recency = 1
    left join moments on answers.response_id = moments.response_id
    where answers.measure = 'intends_to_buy_what' and answers.product is not null
    group by answers.customer_id, answers.month_start, answers.product
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

intentions_stated as (
    select
        stated.customer_id,
        stated.month_start,
        stated.product,
        stated.stated_at,
        stated.until_date,
        coalesce(stated.until_date < {{ date_of('watermarks.seen_until_at') }}, false)
            as is_ripe
    from stated
    cross join watermarks
)

select * from intentions_stated
