-- Grain: one row per customer past the own rhythm (F13): to be reminded before the
-- pause becomes a lapse, and the value that a reminder brings back.
with

effects as (
    select
        effect,
        effect_low,
        effect_high
    from {{ ref('loyalty__reminder_effects') }}
    where kind = 'reminder'
),

reminders_to_send as (
    select
        'send_reminder' as kind,
        due.customer_id as subject_id,
        due.last_ordered_date as raised_date,
        cast(due.lapses_date as timestamp) as due_at,
        'customer_code' as owner_kind,
        due.code as owner_id,
        'open' as state,
        cast(null as date) as closed_date,
        {{ as_double('due.value_12_months * effects.effect') }} as benefit,
        -- Who costs more than they bring has the ends the other way round.
        {{ as_double(
            'least(due.value_12_months * effects.effect_low, '
            ~ 'due.value_12_months * effects.effect_high)'
        ) }} as benefit_low,
        {{ as_double(
            'greatest(due.value_12_months * effects.effect_low, '
            ~ 'due.value_12_months * effects.effect_high)'
        ) }} as benefit_high,
        'currency' as benefit_unit,
        cast(null as text) as outcome,
        {{ as_double('due.value_12_months') }} as outcome_value
    from {{ ref('loyalty__reminders_due') }} as due
    left join effects on true
)

select * from reminders_to_send
