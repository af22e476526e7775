-- Grain: one row per promise that the customer did not call off (F18): whoever made it
-- keeps it, and what keeping goes with.
{%- set kept = ('kept_n', 'kept_sum', 'kept_squares') %}
{%- set other = ('other_n', 'other_sum', 'other_squares') %}
with

promises as (
    select * from {{ ref('satisfaction__promises') }}
    where state <> 'cancelled'
),

-- Satisfaction afterwards, of promises kept and of others.
counted as (
    select
        count(*) filter (where state = 'kept') as kept_n,
        sum(satisfaction_score) filter (where state = 'kept') as kept_sum,
        sum(satisfaction_score * satisfaction_score) filter (where state = 'kept')
            as kept_squares,
        count(*) filter (where state <> 'kept') as other_n,
        sum(satisfaction_score) filter (where state <> 'kept') as other_sum,
        sum(satisfaction_score * satisfaction_score) filter (where state <> 'kept')
            as other_squares
    from promises
    where satisfaction_score is not null and is_ripe
),

means as (
    select
        kept_sum / nullif(kept_n, 0) as kept_mean,
        {{ mean_low(*kept) }} as kept_low,
        {{ mean_high(*kept) }} as kept_high,
        other_sum / nullif(other_n, 0) as other_mean,
        {{ mean_low(*other) }} as other_low,
        {{ mean_high(*other) }} as other_high
    from counted
),

-- Two intervals make one of the difference (Donner and Zou 2012).
gain as (
    select
        kept_mean - other_mean as points,
        kept_mean - other_mean - sqrt(
            power(kept_mean - kept_low, 2) + power(other_high - other_mean, 2)
        ) as points_low,
        kept_mean - other_mean + sqrt(
            power(kept_high - kept_mean, 2) + power(other_mean - other_low, 2)
        ) as points_high
    from means
),

promises_to_keep as (
    select
        'keep_promise' as kind,
        promises.promise_id as subject_id,
        {{ date_of('promises.made_at') }} as raised_date,
        promises.ripe_at as due_at,
        'agent' as owner_kind,
        promises.agent_id as owner_id,
        case promises.state
            when 'open' then 'open'
            when 'kept' then 'done'
            else 'missed'
        end as state,
        case
            when promises.state = 'open' then null
            else {{ date_of('coalesce(promises.kept_at, promises.ripe_at)') }}
        end as closed_date,
        {{ as_double('gain.points') }} as benefit,
        {{ as_double('gain.points_low') }} as benefit_low,
        {{ as_double('gain.points_high') }} as benefit_high,
        'points of satisfaction' as benefit_unit,
        nullif(promises.state, 'open') as outcome,
        {{ as_double('promises.satisfaction_score') }} as outcome_value
    from promises
    cross join gain
)

select * from promises_to_keep
