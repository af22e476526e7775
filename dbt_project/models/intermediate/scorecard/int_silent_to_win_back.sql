-- Grain: one row per customer who suffered and said nothing to the company: to be asked
-- before leaving, and the value that may go.
with

silent as (
    select * from {{ ref('recovery__silent') }}
),

-- How many of the silent leave, of those of whom it is known.
counted as (
    select
        count(*) filter (where is_ripe) as n,
        count(*) filter (where is_leaver) as leavers
    from silent
),

leaving as (
    select
        {{ as_double('leavers') }} / nullif(n, 0) as leaving_share,
        {{ wilson_low('leavers', 'n') }} as leaving_low,
        {{ wilson_high('leavers', 'n') }} as leaving_high
    from counted
),

silent_to_win_back as (
    select
        'ask_silent' as kind,
        silent.customer_id as subject_id,
        {{ date_of('silent.felt_at') }} as raised_date,
        silent.ripe_at as due_at,
        'customer_code' as owner_kind,
        silent.customer_code as owner_id,
        case
            when silent.came_back_at is not null then 'done'
            when silent.is_ripe then 'missed'
            else 'open'
        end as state,
        {{ date_of(
            'case when silent.came_back_at is not null then silent.came_back_at '
            ~ 'when silent.is_ripe then silent.ripe_at end'
        ) }} as closed_date,
        {{ as_double('silent.value_12_months * leaving.leaving_share') }} as benefit,
        -- Who costs more than they bring has the ends the other way round.
        {{ as_double(
            'least(silent.value_12_months * leaving.leaving_low, '
            ~ 'silent.value_12_months * leaving.leaving_high)'
        ) }} as benefit_low,
        {{ as_double(
            'greatest(silent.value_12_months * leaving.leaving_low, '
            ~ 'silent.value_12_months * leaving.leaving_high)'
        ) }} as benefit_high,
        'currency' as benefit_unit,
        case
            when silent.came_back_at is not null then 'came_back'
            when silent.is_leaver then 'left'
            when silent.is_ripe then 'not_yet_due'
        end as outcome,
        {{ as_double('silent.value_12_months') }} as outcome_value
    from silent
    cross join leaving
)

select * from silent_to_win_back
