-- Grain: one row per link of the profit chain, lag, team and month of the cause: the
-- cause then, and the effect as many months later.
with

parts as (
    select * from {{ ref('int_teams_linked_monthly') }}
),

pairs as (
    select
        lags.cause,
        lags.effect,
        lags.lag_months,
        causes.team,
        causes.month_start,
        causes.value as cause_value,
        effects.value as effect_value
    from {{ ref('profit_chain_lags') }} as lags
    inner join parts as causes on lags.cause = causes.part
    inner join parts as effects
        on
            lags.effect = effects.part
            and causes.team = effects.team
            and effects.month_start
            = {{ add_months('causes.month_start', 'lags.lag_months') }}
),

-- Below so many months any two lines go up or down together.
links_looked_at as (
    select
        cause,
        effect,
        lag_months
    from pairs
    group by cause, effect, lag_months
    having count(distinct month_start) >= {{ window('profit_chain_months') }}
),

pairs_of_enough_months as (
    select pairs.*
    from pairs
    inner join links_looked_at
        on
            pairs.cause = links_looked_at.cause
            and pairs.effect = links_looked_at.effect
            and pairs.lag_months = links_looked_at.lag_months
)

select * from pairs_of_enough_months
