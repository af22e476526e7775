-- Grain: one row per month, team and part of the chain that is a share.
with

profit_chain_shares as (
    select
        month_start,
        team,
        'service_value' as part,
        service_value_sum as part_sum,
        service_value_count as part_count
    from scorecard.profit_chain
    where service_value_count > 0
    union all
    select
        month_start,
        team,
        'loyalty' as part,
        loyalty_sum as part_sum,
        loyalty_count as part_count
    from scorecard.profit_chain
    where loyalty_count > 0
)

select * from profit_chain_shares
order by team, part, month_start
