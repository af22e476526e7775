-- Grain: one row per event of a ticket; free text stays in raw.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

tickets_owned as (
    select * from {{ ref('int_tickets_owned') }}
    where {{ only_touched('owner_id') }}
),

ticket_events as (
    select
        events.event_id,
        events.ticket_id,
        events.source_system,
        tickets_owned.owner_id,
        tickets_owned.customer_id,
        events.occurred_at,
        events.event_sequence,
        acted.actor_role,
        acted.agent_id,
        events.kind,
        events.is_public,
        events.old_value,
        events.new_value,
        events.promise_kind,
        events.due_at,
        events.floor_value,
        events.is_personal,
        events.mode,
        events.is_followed_up_in_writing,
        events.compensation_kind,
        events.amount,
        events.level,
        events.publicity_kind
    from tickets_owned
    inner join {{ ref('stg_tickets__ticket_events') }} as events
        on tickets_owned.ticket_id = events.ticket_id
    inner join {{ ref('int_ticket_events_acted') }} as acted
        on events.event_id = acted.event_id
)

select * from ticket_events
