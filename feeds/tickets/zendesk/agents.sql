-- Grain: one row per user who answers tickets. Their team stands on each ticket.
with

agents as (
    select
        _row_number,
        id as agent_id,
        case
            when nullif(trim(external_id), '') is not null
                then 'standard:' || trim(external_id)
        end as aliases,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where lower(role) in ('agent', 'admin')
)

select * from agents
