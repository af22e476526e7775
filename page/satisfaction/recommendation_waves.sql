-- Grain: one row per month, survey, company and scale, channel, queue and code.
with

answers as (
    select
        answers.answer_id,
        answers.owner_id,
        answers.customer_id,
        answers.contact_id,
        answers.survey,
        coalesce(answers.subject, 'own') as subject,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.submitted_date,
        cast(date_trunc('month', answers.submitted_date) as date) as month_start,
        case
            when answers.value >= 9 then 100
            when answers.value <= 6 then -100
            else 0
        end as score,
        row_number() over (
            partition by
                cast(date_trunc('month', answers.submitted_date) as date),
                answers.survey,
                coalesce(answers.subject, 'own'),
                answers.scale_low,
                answers.scale_high,
                answers.direction,
                answers.owner_id
            order by answers.submitted_at desc, answers.answer_id desc
        ) as recency
    from core.survey_answers as answers
    where
        answers.respondent = 'customer'
        and answers.measure = 'recommendation'
        and answers.touchpoint is null
        and answers.dimension is null
        and answers.score_100 is not null
        and answers.submitted_date is not null
        and answers.scale_low = 0
        and answers.scale_high = 10
),

-- A customer is in a wave once; the code is that of the contact asked about, else of
-- the day.
answers_placed as (
    select
        answers.month_start,
        coalesce(contacts.channel, 'none') as channel,
        coalesce(contacts.queue_id, 'none') as queue,
        coalesce(contacts.customer_code, history.code, 'unknown') as tier,
        answers.survey
        || case answers.subject when 'own' then '' else ': ' || answers.subject end
            as company,
        answers.score
    from answers
    left join core.contacts as contacts on answers.contact_id = contacts.contact_id
    left join core.customer_history as history
        on
            answers.customer_id = history.customer_id
            and answers.submitted_date >= history.valid_from
            and (
                history.valid_to is null or answers.submitted_date < history.valid_to
            )
    where answers.recency = 1
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        company,
        count(*) as answer_count,
        cast(sum(score) as double precision) as score_sum,
        cast(sum(score * score) as double precision) as score_squares
    from answers_placed
    group by month_start, channel, queue, tier, company
)

select * from cells
order by company, month_start, channel, queue, tier
