-- Grain: one row per event of a ticket as delivered.
with

events_renamed as (
    select
        source_system,
        source_system || ':' || event_id as event_id,
        source_system || ':' || ticket_id as ticket_id,
        occurred_at,
        sequence as event_sequence,
        actor_role,
        actor_key,
        kind,
        coalesce(is_snapshot, false) as is_snapshot,
        is_public,
        -- What an assignment changes are names of people: hashed as agents are.
        case
            when kind = 'assignment' then {{ agent_id('source_system', 'old_value') }}
            else old_value
        end as old_value,
        case
            when kind = 'assignment' then {{ agent_id('source_system', 'new_value') }}
            else new_value
        end as new_value,
        promise_kind,
        due_at,
        floor_value,
        is_personal,
        mode,
        is_followed_up_in_writing,
        compensation_kind,
        amount,
        level,
        publicity_kind,
        contact_id as delivered_contact_id,
        _load_id
    from {{ source('tickets', 'ticket_events') }}
)

select * from events_renamed
