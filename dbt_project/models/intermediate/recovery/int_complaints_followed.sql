-- Grain: one row per complaint of a known customer. What the customer said and did
-- after.
with

complaints as (
    select
        *,
        {{ add_days('opened_at', window('lapse_after')) }} as return_ripe_at
    from {{ ref('core__complaints') }}
    where customer_id is not null
),

-- "Told" is asked yes = 1, no = 0, whatever is thought good of it.
answers as (
    select
        customer_id,
        submitted_at,
        measure,
        score_100,
        value > (scale_low + scale_high) / 2 as is_yes
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and measure in (
            'would_return', 'told_friends', 'told_third_party', 'told_public'
        )
),

orders as (
    select
        customer_id,
        ordered_at
    from {{ ref('core__orders') }}
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

stated as (
    select
        complaints.complaint_id,
        bool_or(answers.is_yes) filter (where answers.measure = 'told_friends')
            as has_told_friends,
        bool_or(answers.is_yes) filter (where answers.measure = 'told_third_party')
            as has_told_third_party,
        bool_or(answers.is_yes) filter (where answers.measure = 'told_public')
            as has_told_public,
        avg(answers.score_100) filter (where answers.measure = 'would_return')
            as would_return_score
    from complaints
    inner join answers on complaints.customer_id = answers.customer_id
    where
        answers.submitted_at >= complaints.opened_at
        and answers.submitted_at
        <= {{ add_days('complaints.opened_at', window('score_lookback')) }}
    group by complaints.complaint_id
),

bought as (
    select
        complaints.complaint_id,
        min(orders.ordered_at) as came_back_at
    from complaints
    inner join orders on complaints.customer_id = orders.customer_id
    where
        orders.ordered_at > complaints.opened_at
        and orders.ordered_at <= complaints.return_ripe_at
    group by complaints.complaint_id
),

complaints_followed as (
    select
        complaints.complaint_id,
        stated.has_told_friends,
        stated.has_told_third_party,
        stated.has_told_public,
        {{ as_double('stated.would_return_score') }} as would_return_score,
        bought.came_back_at,
        complaints.return_ripe_at as ripe_at,
        coalesce(watermarks.seen_until_at >= complaints.return_ripe_at, false)
            as is_ripe
    from complaints
    cross join watermarks
    left join stated on complaints.complaint_id = stated.complaint_id
    left join bought on complaints.complaint_id = bought.complaint_id
)

select * from complaints_followed
