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
)

select * from savings
order by month_start desc, net_saving desc, pair asc
