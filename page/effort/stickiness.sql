-- Grain: one row per month and channel: sessions of known customers to be followed.
with

sessions as (
    select
        month_start,
        from_channel as channel,
        session_count - moved_48h_count as stayed_count,
        session_count,
        moved_48h_effective_n as effective_units,
        case when unripe_session_count = 0 then 1 else 0 end as is_complete
    from effort.channel_flows
    where to_channel = '*' and session_count > 0
)

select * from sessions
order by month_start, channel
