-- Grain: one row per event of a ticket; free text stays in raw. Of a system that tells
-- how tickets stood, the events are where that differs from the time before.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

tickets_owned as (
    select * from {{ ref('int_tickets_owned') }}
    where {{ only_touched('owner_id') }}
),

events_told as (
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
        events.is_snapshot,
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
),

snapshots_compared as (
    select
        *,
        lag(new_value) over (
            partition by ticket_id, kind, is_snapshot
            order by occurred_at, event_sequence, event_id
        ) as value_before
    from events_told
),

ticket_events as (
    select
        event_id,
        ticket_id,
        source_system,
        owner_id,
        customer_id,
        occurred_at,
        event_sequence,
        actor_role,
        agent_id,
        kind,
        is_public,
        case when is_snapshot then value_before else old_value end as old_value,
        new_value,
        promise_kind,
        due_at,
        floor_value,
        is_personal,
        mode,
        is_followed_up_in_writing,
        compensation_kind,
        amount,
        level,
        publicity_kind
    from snapshots_compared
    where
        case
            when is_snapshot and kind = 'reopened'
                then cast(new_value as integer) > cast(value_before as integer)
            when is_snapshot then new_value is distinct from value_before
            else true
        end
)

select * from ticket_events
