-- Grain: one row per promise made to a customer (F18), guarantees among them (F48).
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

judged as (
    select * from {{ ref('int_promises_judged') }}
    where {{ only_touched('owner_id') }}
),

-- What customers say of the whole, wherever they are asked.
answers as (
    select
        owner_id,
        answer_id,
        submitted_at,
        score_100
    from {{ ref('core__survey_answers') }}
    where
        measure = 'satisfaction'
        and touchpoint is null
        and dimension is null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and {{ only_touched('owner_id') }}
),

-- The landmark is the day due, whatever came of the promise: who is kept early has no
-- more time to answer than who is not kept at all.
answers_after as (
    select
        judged.promise_id,
        answers.submitted_at,
        answers.score_100,
        row_number() over (
            partition by judged.promise_id
            order by answers.submitted_at, answers.answer_id
        ) as answer_rank
    from judged
    inner join answers
        on
            judged.owner_id = answers.owner_id
            and judged.ripe_at < answers.submitted_at
            and {{ add_days('judged.ripe_at', window('promise_answer')) }}
            >= answers.submitted_at
    where judged.customer_id is not null
),

promises as (
    select
        judged.promise_id,
        judged.ticket_id,
        judged.owner_id,
        judged.customer_id,
        judged.promise_kind,
        judged.promise_kind = 'guarantee' as is_guarantee,
        judged.agent_id,
        judged.queue_id,
        judged.made_at,
        judged.due_at,
        judged.time_zone,
        judged.due_date,
        judged.ripe_at,
        judged.is_ripe,
        judged.kept_at,
        judged.cancelled_at,
        judged.cancelled_by,
        judged.state,
        case
            when judged.is_ripe and judged.state in ('kept', 'late', 'broken')
                then judged.state = 'kept'
        end as is_kept_in_time,
        case
            when judged.state = 'late'
                then {{ seconds_between('judged.ripe_at', 'judged.kept_at') }}
        end as late_by_seconds,
        case
            when judged.state = 'late'
                then cast({{ days_between(
                    'judged.due_date',
                    to_zone('judged.kept_at', 'judged.time_zone')
                ) }} as bigint)
        end as late_by_days,
        judged.promised_amount,
        judged.floor_amount,
        judged.promised_amount > judged.floor_amount as is_beyond_floor,
        answers_after.submitted_at as satisfaction_answered_at,
        answers_after.score_100 as satisfaction_score
    from judged
    left join answers_after
        on
            judged.promise_id = answers_after.promise_id
            and answers_after.answer_rank = 1
)

select * from promises
