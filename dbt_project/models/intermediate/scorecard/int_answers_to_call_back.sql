-- Grain: one row per unhappy answer: the customer to call (F07), and what it brings.
with

answers as (
    select * from {{ ref('recovery__follow_ups') }}
),

-- How much oftener the matter was settled where a call came.
counted as (
    select
        count(*) filter (where is_called_back) as called_n,
        count(*) filter (where is_called_back and is_settled_observed) as called_yes,
        count(*) filter (where not is_called_back) as other_n,
        count(*) filter (where not is_called_back and is_settled_observed) as other_yes
    from answers
    where is_settled_ripe
),

shares as (
    select
        {{ as_double('called_yes') }} / nullif(called_n, 0) as called_share,
        {{ wilson_low('called_yes', 'called_n') }} as called_low,
        {{ wilson_high('called_yes', 'called_n') }} as called_high,
        {{ as_double('other_yes') }} / nullif(other_n, 0) as other_share,
        {{ wilson_low('other_yes', 'other_n') }} as other_low,
        {{ wilson_high('other_yes', 'other_n') }} as other_high
    from counted
),

-- Two intervals make one of the difference (Donner and Zou 2012).
gain as (
    select
        called_share - other_share as settled_more,
        called_share - other_share - sqrt(
            power(called_share - called_low, 2) + power(other_high - other_share, 2)
        ) as settled_more_low,
        called_share - other_share + sqrt(
            power(called_high - called_share, 2) + power(other_share - other_low, 2)
        ) as settled_more_high
    from shares
),

answers_to_call_back as (
    select
        'call_back' as kind,
        answers.response_id as subject_id,
        answers.answered_date as raised_date,
        answers.ripe_at as due_at,
        'queue' as owner_kind,
        contacts.queue_id as owner_id,
        case
            when answers.called_back_at is not null then 'done'
            when answers.is_ripe then 'missed'
            else 'open'
        end as state,
        {{ date_of(
            'case when answers.called_back_at is not null then answers.called_back_at '
            ~ 'when answers.is_ripe then answers.ripe_at end'
        ) }} as closed_date,
        gain.settled_more as benefit,
        gain.settled_more_low as benefit_low,
        gain.settled_more_high as benefit_high,
        'matters settled' as benefit_unit,
        case
            when answers.called_back_at is null and not answers.is_ripe then null
            when answers.is_settled_observed then 'settled'
            when not answers.is_settled_observed then 'came_again'
        end as outcome,
        cast(null as double precision) as outcome_value
    from answers
    cross join gain
    left join {{ ref('core__contacts') }} as contacts
        on answers.contact_id = contacts.contact_id
)

select * from answers_to_call_back
