-- Grain: one row per link of the chain, at the lag at which it is strongest.
with

profit_chain_links as (
    select
        replace(link, '_', ' ')
        || case
            when lag_months = 0 then ', same month'
            when lag_months = 1 then ', 1 month later'
            else ', ' || cast(lag_months as varchar) || ' months later'
        end as link,
        lag_months,
        correlation,
        correlation_low,
        correlation_high,
        pair_count,
        team_count
    from scorecard.profit_chain_links
    where is_strongest_lag
)

select * from profit_chain_links
order by correlation desc, link asc
