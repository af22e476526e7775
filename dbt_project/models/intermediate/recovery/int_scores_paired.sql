-- Grain: one row per pair of a customer's answers on satisfaction, on the same scale,
-- before and after one moment: a complaint (the case), or the middle between two
-- answers of a customer who had no bad experience (a control).
{{ config(materialized='table') }}
with

answers as (
    select
        answer_id,
        customer_id,
        submitted_at,
        scale_low,
        scale_high,
        question_id,
        survey,
        score_100
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and measure = 'satisfaction'
        and touchpoint is null
        and score_100 is not null
        and submitted_at is not null
),

complaints as (
    select * from {{ ref('recovery__complaints') }}
    where customer_id is not null
),

-- After an unsettled complaint: once it has had its time to be settled.
complaints_over as (
    select
        complaint_id,
        customer_id,
        arm,
        severity,
        opened_at,
        case
            when arm = 'unresolved'
                then {{ add_days('opened_at', window('settled_by')) }}
            else resolved_at
        end as over_at
    from complaints
    where arm is not null
),

pairs_of_complaints as (
    select
        over.complaint_id,
        over.customer_id,
        over.arm,
        over.severity,
        before.score_100 as score_before,
        after.score_100 as score_after,
        after.survey,
        row_number() over (
            partition by over.complaint_id
            order by
                before.submitted_at desc,
                after.submitted_at asc,
                after.answer_id asc,
                before.answer_id asc
        ) as nearness
    from complaints_over as over
    inner join answers as before
        on
            over.customer_id = before.customer_id
            and over.opened_at > before.submitted_at
            and over.opened_at
            <= {{ add_days('before.submitted_at', window('score_lookback')) }}
    inner join answers as after
        on
            over.customer_id = after.customer_id
            and over.over_at <= after.submitted_at
            and {{ add_days('over.over_at', window('score_lookback')) }}
            >= after.submitted_at
            and before.survey = after.survey
            and before.question_id = after.question_id
            and before.scale_low = after.scale_low
            and before.scale_high = after.scale_high
),

answers_in_order as (
    select
        *,
        lag(score_100) over by_customer as score_before,
        lag(submitted_at) over by_customer as before_at,
        lead(answer_id) over by_customer is null as is_latest
    from answers
    window by_customer as (
        partition by customer_id, survey, question_id, scale_low, scale_high
        order by submitted_at, answer_id
    )
),

-- One pair a customer, the latest of whatever question. Who complained, if only just
-- now, had a bad experience.
pairs_of_controls as (
    select
        customer_id,
        survey,
        score_before,
        score_100 as score_after,
        row_number() over (
            partition by customer_id order by submitted_at desc, answer_id desc
        ) as recency
    from answers_in_order
    where
        is_latest
        and score_before is not null
        and submitted_at
        <= {{ add_days('before_at', '2 * ' ~ window('score_lookback')) }}
        and customer_id not in (
            select failed.customer_id
            from {{ ref('int_customers_failed') }} as failed
            where failed.sign <> 'survey'
        )
        and customer_id not in (select complaints.customer_id from complaints)
),

pairs as (
    select
        complaint_id as pair_id,
        customer_id,
        survey,
        arm,
        coalesce(severity, 'unknown') as severity,
        score_before,
        score_after
    from pairs_of_complaints
    where nearness = 1
    union all
    select
        customer_id as pair_id,
        customer_id,
        survey,
        'none' as arm,
        'none' as severity,
        score_before,
        score_after
    from pairs_of_controls
    where recency = 1
)

select * from pairs
