-- Grain: one row per customer, aspect and horizon whose talk is ripe. Whether the
-- customer recommends (the first answer after), and told others of something bad.
with

indexed as (
    select * from {{ ref('int_experiences_indexed') }}
    where is_talk_ripe
),

answers as (
    select
        customer_id,
        submitted_at,
        answer_id,
        measure,
        value,
        scale_low,
        scale_high
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and value is not null
        and measure in (
            'recommendation', 'told_friends', 'told_third_party', 'told_public'
        )
),

recommendations_ranked as (
    select
        indexed.customer_id,
        indexed.aspect,
        indexed.horizon_days,
        case when answers.value >= 9 then 1 else 0 end as recommends,
        row_number() over (
            partition by indexed.customer_id, indexed.aspect, indexed.horizon_days
            order by answers.submitted_at, answers.answer_id
        ) as place
    from indexed
    inner join answers
        on
            indexed.customer_id = answers.customer_id
            and indexed.felt_at < answers.submitted_at
            and indexed.until_at >= answers.submitted_at
    where
        answers.measure = 'recommendation'
        and answers.scale_low = 0
        and answers.scale_high = 10
),

-- Told in a survey, or seen and noted on a ticket.
bad_talk as (
    select
        customer_id,
        submitted_at as talked_at
    from answers
    where measure <> 'recommendation' and value > (scale_low + scale_high) / 2
    union all
    select
        customer_id,
        occurred_at as talked_at
    from {{ ref('core__ticket_events') }}
    where customer_id is not null and kind = 'publicity'
),

speaking_badly as (
    select distinct
        indexed.customer_id,
        indexed.aspect,
        indexed.horizon_days
    from indexed
    inner join bad_talk
        on
            indexed.customer_id = bad_talk.customer_id
            and indexed.felt_at < bad_talk.talked_at
            and indexed.until_at >= bad_talk.talked_at
),

talked_of as (
    select
        indexed.customer_id,
        indexed.aspect,
        indexed.horizon_days,
        recommendations.recommends,
        case when speaking_badly.customer_id is null then 0 else 1 end as speaks_badly
    from indexed
    left join recommendations_ranked as recommendations
        on
            indexed.customer_id = recommendations.customer_id
            and indexed.aspect = recommendations.aspect
            and indexed.horizon_days = recommendations.horizon_days
            and recommendations.place = 1
    left join speaking_badly
        on
            indexed.customer_id = speaking_badly.customer_id
            and indexed.aspect = speaking_badly.aspect
            and indexed.horizon_days = speaking_badly.horizon_days
)

select * from talked_of
