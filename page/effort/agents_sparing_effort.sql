-- Grain: one row per agent, team and month, who spares customers least first.
with

agents as (
    select
        month_start,
        agent_id,
        team,
        contact_count,
        handle_seconds_mean,
        first_contact_share_shrunk,
        next_issues_spared,
        effort_score_shrunk,
        effort_spared_points
    from effort.agents_monthly
)

select * from agents
order by month_start desc, effort_spared_points asc, agent_id asc, team asc
