-- Grain: one row per spell of an agent in one state.
with

states as (
    select * from {{ source('telephony', 'agent_states') }}
),

states_renamed as (
    select
        source_system,
        {{ agent_id('source_system', 'agent_ref') }} as agent_id,
        lower({{ trimmed('state') }}) as state,
        started_at,
        ended_at,
        queue,
        _load_id
    from states
)

select * from states_renamed
