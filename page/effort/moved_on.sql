-- Grain: one row per month, channel left and channel entered.
with

flows as (
    select
        month_start,
        from_channel as channel,
        to_channel,
        moved_48h_count,
        session_count,
        moved_48h_effective_n as effective_units,
        case when unripe_session_count = 0 then 1 else 0 end as is_complete
    from effort.channel_flows
    where to_channel <> '*' and session_count > 0
)

select * from flows
order by month_start, channel, to_channel
