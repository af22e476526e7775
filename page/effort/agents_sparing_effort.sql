-- Grain: one row per agent, team and month, who spares customers least first.
with

months as (
    select
        month_start,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
),

agents as (
    select
        agents.month_start,
        agents.agent_id,
        agents.team,
        agents.contact_count,
        agents.handle_seconds_mean,
        agents.first_contact_share_shrunk,
        agents.next_issues_spared,
        agents.effort_score_shrunk,
        agents.effort_spared_points,
        coalesce(months.is_complete, 0) as is_complete
    from effort.agents_monthly as agents
    left join months on agents.month_start = months.month_start
)

select * from agents
order by month_start desc, effort_spared_points asc, agent_id asc, team asc
