-- Grain: one row per month, scale, channel, queue and code of customer.
with

answers as (
    select
        cast(date_trunc('month', answers.submitted_date) as date) as month_start,
        coalesce(contacts.channel, 'none') as channel,
        coalesce(contacts.queue_id, 'none') as queue,
        coalesce(contacts.customer_code, 'unknown') as tier,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.score_100
    from core.survey_answers as answers
    left join core.contacts as contacts on answers.contact_id = contacts.contact_id
    where
        answers.measure = 'effort'
        and answers.respondent = 'customer'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.value is not null
        and answers.submitted_date is not null
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        scale_low,
        scale_high,
        direction,
        count(*) as answer_count,
        count(*) filter (where score_100 > 50) as easy_count
    from answers
    group by
        month_start, channel, queue, tier, scale_low, scale_high, direction
),

-- Answers of one customer are not independent: what the month's are worth, shared out.
cells_weighed as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        cast(cells.scale_low as bigint) || ' to ' || cast(cells.scale_high as bigint)
        || case cells.direction when 'lower_better' then ', low is easy' else '' end
            as scale,
        cells.answer_count,
        cells.easy_count,
        cells.answer_count * scores.easy_effective_n / scores.answer_count
            as effective_units
    from cells
    inner join effort.scores as scores
        on
            scores.period = 'month'
            and scores.cut_kind = 'all'
            and cells.month_start = scores.period_start
            and cells.scale_low = scores.scale_low
            and cells.scale_high = scores.scale_high
            and cells.direction is not distinct from scores.direction
)

select * from cells_weighed
order by month_start, scale, channel, queue, tier
