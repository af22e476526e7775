-- Grain: one row per event of a ticket, with who acted: as the system says; else the
-- customer where it is who asked for the ticket, an agent where a record names one.
with

events as (
    select * from {{ ref('stg_tickets__ticket_events') }}
),

tickets as (
    select * from {{ ref('stg_tickets__tickets') }}
),

agents as (
    select distinct agent_id from {{ ref('stg_crm__agents') }}
),

events_told as (
    select
        events.event_id,
        events.source_system,
        events.actor_key,
        coalesce(
            events.actor_role,
            case
                when events.actor_key = tickets.requester_key then 'customer'
                when agents.agent_id is not null then 'agent'
            end
        ) as actor_role
    from events
    left join tickets on events.ticket_id = tickets.ticket_id
    left join agents on events.actor_key = agents.agent_id
),

events_acted as (
    select
        event_id,
        source_system,
        actor_role,
        case when actor_role = 'agent' then actor_key end as agent_id
    from events_told
)

select * from events_acted
