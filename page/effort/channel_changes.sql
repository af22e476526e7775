-- Grain: one row per channel that was observed, lasting changes first.
with

changes as (
    select
        channel,
        case when is_change then 'yes' else 'no' end as changed,
        change_date,
        change_date_low,
        change_date_high,
        stickiness_share_before,
        stickiness_share_after,
        difference as share_difference,
        difference_low as share_difference_low,
        difference_high as share_difference_high,
        session_count,
        p_value_corrected
    from effort.channel_changes
)

select * from changes
order by p_value_corrected asc, channel asc
