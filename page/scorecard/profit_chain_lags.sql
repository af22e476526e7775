-- Grain: one row per link of the chain and lag that could be looked at.
with

profit_chain_lags as (
    select
        link,
        lag_months,
        correlation,
        correlation_low,
        correlation_high,
        pair_count,
        team_count
    from scorecard.profit_chain_links
    where correlation is not null
)

select * from profit_chain_lags
order by link, lag_months
