-- Grain: one row per link of the service-profit chain and lag (F39): whether the
-- two go together within teams, and how sure that is.
with

links as (
    select * from {{ source('analysis', 'profit_chain_links') }}
),

links_ranked as (
    select
        lags.cause,
        lags.effect,
        lags.lag_months,
        coalesce(links.pair_count, 0) as pair_count,
        coalesce(links.team_count, 0) as team_count,
        links.correlation,
        links.correlation_low,
        links.correlation_high,
        rank() over (
            partition by lags.cause, lags.effect
            order by abs(links.correlation) desc nulls last, lags.lag_months
        ) as strength_rank,
        count(links.correlation) over () as comparison_count
    from {{ ref('profit_chain_lags') }} as lags
    left join links
        on
            lags.cause = links.cause
            and lags.effect = links.effect
            and lags.lag_months = links.lag_months
),

profit_chain_links as (
    select
        cause || ' to ' || effect as link,
        cast(lag_months as bigint) as lag_months,
        cause,
        effect,
        cast(pair_count as bigint) as pair_count,
        cast(team_count as bigint) as team_count,
        correlation,
        correlation_low,
        correlation_high,
        correlation_low > 0 or correlation_high < 0 as is_beyond_chance,
        case when correlation is not null then strength_rank = 1 end
            as is_strongest_lag,
        comparison_count,
        'association' as evidence,
        'Going together within teams is not causing: what moves both, or all teams'
        || ' at once, shows as a link. Of ' || cast(comparison_count as text)
        || ' comparisons one in twenty looks beyond chance by chance alone.' as warning,
        pair_count < {{ window('thin') }} as is_thin
    from links_ranked
)

select * from profit_chain_links
