-- Grain: one row per customer looked at from the landmark: the code, the effort and the
-- recovery that were known on that day, and nothing that came later.
{{ config(materialized='table') }}
with

spells as (
    select * from {{ ref('int_retention_spells') }}
    where starts_with = 'landmark'
),

codes as (
    select
        spells.customer_id,
        max(history.code) as code
    from spells
    inner join {{ ref('core__customer_history') }} as history
        on
            spells.customer_id = history.customer_id
            and spells.started_date >= history.valid_from
            and coalesce(spells.started_date < history.valid_to, true)
    group by spells.customer_id
),

efforts as (
    select
        spells.customer_id,
        avg(answers.score_100) as effort_score
    from spells
    inner join {{ ref('core__survey_answers') }} as answers
        on
            spells.customer_id = answers.customer_id
            and spells.started_date > answers.submitted_date
            and {{ days_between('answers.submitted_date', 'spells.started_date') }}
            <= {{ window('score_lookback') }}
    where
        answers.measure = 'effort'
        and answers.respondent = 'customer'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.score_100 is not null
    group by spells.customer_id
),

-- Several complaints are settled when all are.
recoveries as (
    select
        spells.customer_id,
        bool_and(
            coalesce({{ date_of('answered.resolved_at') }} < spells.started_date, false)
        ) as is_settled
    from spells
    inner join {{ ref('core__complaints') }} as complaints
        on
            spells.customer_id = complaints.customer_id
            and spells.started_date > {{ date_of('complaints.opened_at') }}
    left join {{ ref('int_complaints_answered') }} as answered
        on complaints.complaint_id = answered.complaint_id
    group by spells.customer_id
),

retention_known as (
    select
        spells.customer_id,
        coalesce(codes.code, 'C') as code,
        case
            when efforts.effort_score > 50 then 'easy'
            when efforts.effort_score < 50 then 'hard'
            when efforts.effort_score is not null then 'neither'
            else 'not_asked'
        end as effort,
        case
            when recoveries.is_settled then 'settled'
            when not recoveries.is_settled then 'unsettled'
            else 'no_complaint'
        end as recovery
    from spells
    left join codes on spells.customer_id = codes.customer_id
    left join efforts on spells.customer_id = efforts.customer_id
    left join recoveries on spells.customer_id = recoveries.customer_id
)

select * from retention_known
