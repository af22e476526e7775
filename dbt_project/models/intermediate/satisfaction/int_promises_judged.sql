-- Grain: one row per promise made to a customer. When it fell due, and what came of it.
with

tickets as (
    select
        tickets.ticket_id,
        tickets.owner_id,
        tickets.customer_id,
        tickets.queue_id,
        -- A merged ticket's promises are kept on the ticket it was merged into.
        coalesce(merged.into_ticket_id, tickets.ticket_id) as matter_id
    from {{ ref('core__tickets') }} as tickets
    left join {{ ref('int_tickets_merged') }} as merged
        on tickets.ticket_id = merged.ticket_id
    where not tickets.is_deleted and {{ only_touched('tickets.owner_id') }}
),

events as (
    select
        events.*,
        tickets.matter_id,
        tickets.queue_id,
        row_number() over (
            partition by tickets.matter_id
            order by events.occurred_at, events.event_sequence, events.event_id
        ) as place
    from {{ ref('core__ticket_events') }} as events
    inner join tickets on events.ticket_id = tickets.ticket_id
    where
        events.kind in (
            'promise_made', 'promise_kept', 'promise_cancelled', 'compensation'
        )
        and {{ only_touched('events.owner_id') }}
),

zones as (
    select
        customers.customer_id,
        customer_zones.time_zone
    from {{ ref('core__customers') }} as customers
    inner join {{ ref('customer_zones') }} as customer_zones
        on customers.region = customer_zones.region
),

-- What is due at midnight is due on that day, which ends a day later.
made as (
    select
        events.*,
        coalesce(zones.time_zone, queues.time_zone, 'UTC') as time_zone,
        {{ to_zone(
            'events.due_at', "coalesce(zones.time_zone, queues.time_zone, 'UTC')"
        ) }} as due_local_at
    from events
    left join zones on events.customer_id = zones.customer_id
    left join {{ ref('int_queues_zoned') }} as queues
        on events.queue_id = queues.queue_id
    where events.kind = 'promise_made'
),

made_due as (
    select
        *,
        cast(due_local_at as date) as due_date,
        case
            when due_local_at = cast(cast(due_local_at as date) as timestamp)
                then {{ from_zone(
                    add_days('due_local_at', 1), 'time_zone'
                ) }}
            else due_at
        end as ripe_at
    from made
),

-- The first keeping ends every promise of its kind that is open on the matter; so does
-- a cancelling.
endings as (
    select
        made_due.event_id as promise_id,
        ended.kind,
        ended.occurred_at,
        coalesce(ended.actor_role, 'unknown') as actor_role,
        row_number() over (
            partition by made_due.event_id order by ended.place
        ) as ending_rank
    from made_due
    inner join events as ended
        on
            made_due.matter_id = ended.matter_id
            and made_due.owner_id = ended.owner_id
            and made_due.place < ended.place
            and made_due.promise_kind is not distinct from ended.promise_kind
    where
        ended.kind = 'promise_kept'
        -- Who calls off after the time is up does not unbreak the promise.
        or (
            ended.kind = 'promise_cancelled'
            and (made_due.ripe_at is null or ended.occurred_at <= made_due.ripe_at)
        )
),

-- What was given on the matter from the promise on, where money was promised.
given as (
    select
        made_due.event_id as promise_id,
        sum(compensations.amount) as given_amount
    from made_due
    inner join events as compensations
        on
            made_due.matter_id = compensations.matter_id
            and made_due.owner_id = compensations.owner_id
            and made_due.place < compensations.place
            and compensations.kind = 'compensation'
    where made_due.floor_value is not null
    group by made_due.event_id
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'tickets'
),

promises_ended as (
    select
        made_due.event_id as promise_id,
        made_due.ticket_id,
        made_due.owner_id,
        made_due.customer_id,
        made_due.queue_id,
        coalesce(made_due.promise_kind, 'unnamed') as promise_kind,
        made_due.agent_id,
        made_due.occurred_at as made_at,
        made_due.due_at,
        made_due.time_zone,
        made_due.due_date,
        made_due.ripe_at,
        coalesce(made_due.ripe_at <= watermarks.seen_until_at, false) as is_ripe,
        case when endings.kind = 'promise_kept' then endings.occurred_at end
            as kept_at,
        case when endings.kind = 'promise_cancelled' then endings.occurred_at end
            as cancelled_at,
        case when endings.kind = 'promise_cancelled' then endings.actor_role end
            as cancelled_by,
        coalesce(made_due.amount, given.given_amount) as promised_amount,
        made_due.floor_value as floor_amount
    from made_due
    left join endings
        on made_due.event_id = endings.promise_id and endings.ending_rank = 1
    left join given on made_due.event_id = given.promise_id
    cross join watermarks
),

-- Only the customer may let the company off: what the company calls off is broken.
promises_judged as (
    select
        *,
        case
            when cancelled_by = 'customer' then 'cancelled'
            when kept_at <= ripe_at or (kept_at is not null and ripe_at is null)
                then 'kept'
            when kept_at is not null then 'late'
            when is_ripe then 'broken'
            else 'open'
        end as state
    from promises_ended
)

select * from promises_judged
