-- Grain: one row per thing to do: the worklist over all marts, with what it would spare
-- or bring, whose it is, and what came of it.
{%- set steps = [
    'int_issues_to_solve_ahead', 'int_touchpoints_to_mend', 'int_agents_to_coach',
    'int_answers_to_call_back', 'int_promises_to_keep', 'int_silent_to_win_back',
    'int_reminders_to_send',
] %}
with

things as (
    {%- for step in steps %}
    select * from {{ ref(step) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

watermarks as (
    select {{ date_of('max(watermark_at)') }} as seen_until_date
    from {{ ref('int_feed_watermarks') }}
),

-- What is closed stays for a while, to show what came of it.
things_listed as (
    select
        things.*,
        {{ hash_text(
            "things.kind || '|' || things.subject_id || '|' "
            ~ "|| coalesce(cast(things.raised_date as text), '')"
        ) }} as action_id
    from things
    cross join watermarks
    where
        things.state = 'open'
        or things.closed_date is null
        or {{ days_between('things.closed_date', 'watermarks.seen_until_date') }}
        <= {{ window('worklist') }}
),

actions as (
    select
        action_id,
        kind,
        subject_id,
        raised_date,
        due_at,
        owner_kind,
        owner_id,
        state,
        closed_date,
        benefit,
        benefit_low,
        benefit_high,
        benefit_unit,
        -- Beyond six digits is rounding, which differs between warehouses.
        case
            when state = 'open' then row_number() over (
                partition by kind, state
                order by
                    cast(benefit as numeric(18, 6)) desc nulls last,
                    due_at asc nulls last,
                    action_id asc
            )
        end as place,
        outcome,
        outcome_value,
        case when kind = 'send_reminder' then 'randomised' else 'association' end
            as evidence
    from things_listed
)

select * from actions
