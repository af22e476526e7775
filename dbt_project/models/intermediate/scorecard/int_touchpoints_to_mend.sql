-- Grain: one row per touchpoint and spell of months in which it was overlooked (F17),
-- of the months in which that could be told.
with

touchpoints as (
    select
        stage || ' / ' || touchpoint || ' / '
        || cast(cast(scale_low as integer) as text) || '-'
        || cast(cast(scale_high as integer) as text) || ' ' || direction as subject_id,
        stage,
        month_start,
        is_overlooked,
        score_100_mean,
        score_100_mean_low,
        score_100_mean_high,
        importance_slope,
        avg(score_100_mean) over (
            partition by month_start, scale_low, scale_high, direction
        ) as usual_score
    from {{ ref('satisfaction__touchpoints') }}
    where is_overlooked is not null
),

touchpoints_followed as (
    {{ spells_of_months('touchpoints', 'subject_id', 'is_overlooked') }}
),

-- Whose last month is long ago is asked about no more.
touchpoints_seen as (
    select
        *,
        next_flag is null
        and {{ days_between('month_start', 'max(month_start) over ()') }}
        <= {{ window('worklist') }} as is_last_seen
    from touchpoints_followed
),

-- The last month of each spell: what it would bring to be as the usual touchpoint.
touchpoints_to_mend as (
    select
        'mend_touchpoint' as kind,
        subject_id,
        spell_started as raised_date,
        cast(null as timestamp) as due_at,
        'stage' as owner_kind,
        stage as owner_id,
        case when is_last_seen then 'open' else 'done' end as state,
        coalesce(
            next_month_start,
            case when not is_last_seen then {{ add_months('month_start', 1) }} end
        ) as closed_date,
        {{ as_double('importance_slope * (usual_score - score_100_mean)') }} as benefit,
        {{ as_double('importance_slope * (usual_score - score_100_mean_high)') }}
            as benefit_low,
        {{ as_double('importance_slope * (usual_score - score_100_mean_low)') }}
            as benefit_high,
        'points of satisfaction' as benefit_unit,
        case
            when next_flag is not null then 'overlooked_no_more'
            when not is_last_seen then 'not_seen_since'
        end as outcome,
        cast(null as double precision) as outcome_value
    from touchpoints_seen
    where is_overlooked and not coalesce(next_flag, false)
)

select * from touchpoints_to_mend
