-- Grain: one row per agent record as delivered.
with

agents as (
    select * from {{ source('crm', 'agents') }}
),

agents_renamed as (
    select
        source_system,
        {{ agent_id('source_system', 'agent_id') }} as agent_id,
        team,
        level,
        hired_at,
        left_at,
        aliases,
        _load_id
    from agents
)

select * from agents_renamed
