-- Grain: one row per month and ordered pair of channels, the largest saving first.
with

savings as (
    select
        month_start,
        from_channel || ' → ' || to_channel as pair,
        net_saving,
        net_saving_low,
        net_saving_high,
        comparable_need_count
    from effort.channel_savings
    where net_saving is not null
),

-- Whether all contacts of the month have come: money is saved day by day.
months as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'identified_share'
),

savings_so_far as (
    select
        savings.*,
        coalesce(months.is_complete, 0) as is_complete
    from savings
    left join months on savings.month_start = months.month_start
)

select * from savings_so_far
order by month_start desc, net_saving desc, pair asc
