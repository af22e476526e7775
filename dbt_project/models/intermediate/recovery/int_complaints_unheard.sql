-- Grain: one row per complaint with a ticket. The longest time in which the customer
-- saw nothing move.
with

complaints as (
    select * from {{ ref('int_complaints_clocked') }}
    where ticket_id is not null
),

-- How far the tickets have come: an open complaint is silent until then.
watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'tickets'
),

complaint_events as (
    select
        complaints.complaint_id,
        events.occurred_at,
        events.actor_role,
        events.kind,
        events.is_public
    from complaints
    inner join {{ ref('core__ticket_events') }} as events
        on complaints.ticket_id = events.ticket_id
    where events.occurred_at >= complaints.opened_at
),

-- Somebody wrote, and nobody knows who: it may have been the answer.
comments_nameless as (
    select distinct complaint_id
    from complaint_events
    where kind = 'comment' and is_public and actor_role is null
),

-- The moments at which the customer saw that something moved.
moments as (
    select
        complaint_id,
        opened_at as moment_at
    from complaints
    union
    select
        complaint_id,
        occurred_at as moment_at
    from complaint_events
    where
        actor_role = 'agent'
        and (
            is_public
            or kind not in ('comment', 'status', 'assignment', 'priority')
        )
    union
    select
        complaints.complaint_id,
        coalesce(complaints.resolved_at, watermarks.seen_until_at) as moment_at
    from complaints
    cross join watermarks
),

silences as (
    select
        moments.complaint_id,
        {{ seconds_between(
            'moments.moment_at',
            'lead(moments.moment_at) over ('
            ~ 'partition by moments.complaint_id order by moments.moment_at)'
        ) }} as silence_seconds
    from moments
    inner join complaints on moments.complaint_id = complaints.complaint_id
    where
        moments.moment_at <= complaints.resolved_at
        or complaints.resolved_at is null
),

silences_longest as (
    select
        complaint_id,
        max(silence_seconds) as longest_silence_seconds
    from silences
    group by complaint_id
),

complaints_unheard as (
    select
        silences_longest.complaint_id,
        nameless.complaint_id is not null as has_nameless_comment,
        case
            when nameless.complaint_id is null
                then silences_longest.longest_silence_seconds
        end as longest_silence_seconds
    from silences_longest
    left join comments_nameless as nameless
        on silences_longest.complaint_id = nameless.complaint_id
)

select * from complaints_unheard
