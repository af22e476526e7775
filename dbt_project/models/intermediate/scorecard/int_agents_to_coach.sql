-- Grain: one row per agent and spell of months in which needs the agent had first came
-- again surely more often than the team's, of the months that can tell.
with

agents as (
    select
        agent_id || ' / ' || team as subject_id,
        team,
        month_start,
        first_contact_denominator,
        first_contact_share,
        first_contact_share_low,
        first_contact_share_high,
        first_contact_share_team,
        first_contact_share_shrunk,
        first_contact_share_high < first_contact_share_team as is_below
    from {{ ref('effort__agents_monthly') }}
    where
        team <> 'none'
        and first_contact_denominator >= {{ window('thin') }}
),

agents_followed as (
    {{ spells_of_months('agents', 'subject_id', 'is_below') }}
),

-- Whose last month is long ago may have left.
agents_after as (
    select
        *,
        next_flag is null
        and {{ days_between('month_start', 'max(month_start) over ()') }}
        <= {{ window('worklist') }} as is_last_seen,
        lead(first_contact_share) over (partition by subject_id order by month_start)
        - first_contact_share as share_gained
    from agents_followed
),

agents_to_coach as (
    select
        'coach_agent' as kind,
        subject_id,
        spell_started as raised_date,
        cast(null as timestamp) as due_at,
        'team' as owner_kind,
        team as owner_id,
        case when is_last_seen then 'open' else 'done' end as state,
        coalesce(
            next_month_start,
            case when not is_last_seen then {{ add_months('month_start', 1) }} end
        ) as closed_date,
        first_contact_denominator
        * (first_contact_share_team - first_contact_share_shrunk) as benefit,
        first_contact_denominator
        * (first_contact_share_team - first_contact_share_high) as benefit_low,
        first_contact_denominator
        * (first_contact_share_team - first_contact_share_low) as benefit_high,
        'needs a month' as benefit_unit,
        case
            when next_flag is not null then 'below_no_more'
            when not is_last_seen then 'not_seen_since'
        end as outcome,
        share_gained as outcome_value
    from agents_after
    where is_below and not coalesce(next_flag, false)
)

select * from agents_to_coach
