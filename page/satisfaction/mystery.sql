-- Grain: one row per mystery contact, the newest first.
with

visits as (
    select
        cast(date_trunc('month', business_date) as date) as month_start,
        business_date,
        entered_at,
        channel,
        coalesce(queue_id, 'none') as queue,
        issue,
        agent_id,
        case when is_answered then 'yes' else 'no' end as answered,
        wait_seconds,
        case
            when is_resolved_recorded then 'yes'
            when not is_resolved_recorded then 'no'
        end as resolved,
        matter_score,
        person_score,
        score_100_mean
    from satisfaction.mystery
)

select * from visits
order by entered_at desc, agent_id asc
