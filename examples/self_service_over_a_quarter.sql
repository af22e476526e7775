-- Does self-service hold, over a quarter?
--
-- Read: of sessions in the three months to this one, the share whose customer was in no
-- assisted channel within 48 hours.
-- Mind: sessions over sessions, not the mean of three monthly shares, in which a quiet
-- month would weigh as much as a busy one.
with

months as (
    select
        month_start,
        sum(session_count) as session_count,
        sum(moved_48h_count) as moved_count
    from effort.channel_flows
    where from_channel = 'self_service' and to_channel = '*'
    group by month_start
),

quarters as (
    select
        month_start,
        count(*) over quarter as month_count,
        sum(session_count) over quarter as session_count,
        sum(moved_count) over quarter as moved_count
    from months
    window quarter as (
        order by month_start rows between 2 preceding and current row
    )
)

select
    month_start,
    session_count,
    1 - cast(moved_count as double precision) / nullif(session_count, 0) as kept_share
from quarters
where month_count = 3
order by month_start
