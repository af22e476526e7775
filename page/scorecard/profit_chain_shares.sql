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
),

months as (
    select
        month_start,
        'service_value' as part,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

-- Needs take their time to be known as settled; who is kept is known at once.
shares as (
    select
        profit_chain_shares.*,
        coalesce(months.is_complete, 1) as is_complete
    from profit_chain_shares
    left join months
        on
            profit_chain_shares.month_start = months.month_start
            and profit_chain_shares.part = months.part
)

select * from shares
order by team, part, month_start
