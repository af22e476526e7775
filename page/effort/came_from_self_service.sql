-- Grain: one row per month and channel entered: who had been on self-service before.
with

arrivals as (
    select
        month_start,
        to_channel as channel,
        came_48h_count,
        to_contact_count,
        came_48h_effective_n as effective_units
    from effort.channel_flows
    where
        from_channel = 'self_service'
        and to_channel <> '*'
        and to_contact_count > 0
)

select * from arrivals
order by month_start, channel
