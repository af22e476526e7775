-- Grain: one row per contact that only a ticket tells of: the customer opened it
-- without a call, or wrote again after it was solved (the first time after each
-- solution).
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('core__tickets') }}
    where not is_deleted and {{ only_touched('owner_id') }}
),

events_remembered as (
    select
        ticket_id,
        event_id,
        occurred_at,
        event_sequence,
        kind,
        actor_role,
        is_public,
        max(occurred_at) filter (
            where kind = 'status' and new_value in ('solved', 'closed', 'resolved')
        ) over before as solved_at,
        max(occurred_at) filter (
            where kind = 'reopened'
            or (kind = 'status' and new_value not in ('solved', 'closed', 'resolved'))
        ) over before as unsolved_at
    from {{ ref('core__ticket_events') }}
    where {{ only_touched('owner_id') }}
    window before as (
        partition by ticket_id
        order by occurred_at, event_sequence, event_id
        rows between unbounded preceding and 1 preceding
    )
),

-- The first comment made together with the ticket says who opened it.
openings as (
    select distinct tickets.ticket_id
    from tickets
    inner join events_remembered
        on
            tickets.ticket_id = events_remembered.ticket_id
            and tickets.opened_at >= events_remembered.occurred_at
    where
        events_remembered.kind = 'comment'
        and events_remembered.actor_role = 'agent'
),

comments_after as (
    select
        *,
        row_number() over (
            partition by ticket_id, solved_at
            order by occurred_at, event_sequence, event_id
        ) as comment_rank
    from events_remembered
    where
        kind = 'comment'
        and actor_role = 'customer'
        and coalesce(is_public, true)
        and solved_at > coalesce(unsolved_at, timestamp '0001-01-01')
),

moments as (
    select
        tickets.ticket_id || ':opened' as contact_id,
        tickets.ticket_id,
        tickets.opened_at as entered_at
    from tickets
    left join openings on tickets.ticket_id = openings.ticket_id
    where
        tickets.contact_id is null
        and tickets.channel <> 'phone'
        and openings.ticket_id is null
    union all
    select
        ticket_id || ':' || event_id as contact_id,
        ticket_id,
        occurred_at as entered_at
    from comments_after
    where comment_rank = 1
),

ticket_contacts as (
    select
        moments.contact_id,
        tickets.source_system,
        moments.contact_id as initial_contact_id,
        cast(null as text) as parent_contact_id,
        false as is_transfer_leg,
        tickets.customer_id,
        tickets.owner_id,
        moments.ticket_id,
        tickets.order_id,
        tickets.channel,
        'inbound' as direction,
        'inbound' as initiation,
        tickets.queue_id,
        tickets.issue,
        tickets.kind as reason,
        moments.entered_at,
        cast(null as timestamp) as menu_left_at,
        cast(null as timestamp) as queued_at,
        cast(null as timestamp) as answered_at,
        cast(null as timestamp) as ended_at,
        cast(null as timestamp) as offered_at,
        false as is_offered,
        false as is_answered,
        false as is_abandoned,
        false as is_callback_requested,
        cast(null as integer) as rings,
        cast(null as double precision) as wait_seconds,
        cast(null as double precision) as talk_seconds,
        cast(null as double precision) as hold_seconds,
        cast(null as integer) as hold_count,
        cast(null as double precision) as wrap_seconds,
        tickets.agent_id,
        cast(null as text) as disposition,
        -- The last contact of a solved ticket was resolved, the earlier ones were not.
        case
            when tickets.solved_at is not null
                then lead(moments.entered_at) over (
                    partition by moments.ticket_id
                    order by moments.entered_at, moments.contact_id
                ) is null
        end as is_resolved_recorded,
        false as is_mystery,
        'ticket' as origin
    from moments
    inner join tickets on moments.ticket_id = tickets.ticket_id
)

select * from ticket_contacts
