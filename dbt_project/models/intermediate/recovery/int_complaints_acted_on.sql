-- Grain: one row per complaint with a ticket. What was done, refused, promised, told.
{{ config(materialized='table') }}
with

complaints as (
    select * from {{ ref('int_complaints_clocked') }}
),

events as (
    select * from {{ ref('core__ticket_events') }}
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
        events.*
    from complaints
    inner join events on complaints.ticket_id = events.ticket_id
    where events.occurred_at >= complaints.opened_at
),

approvals as (
    select
        complaint_id,
        level,
        row_number() over (
            partition by complaint_id order by occurred_at desc, event_id desc
        ) as recency
    from complaint_events
    where kind = 'approval'
),

-- Which of the three actions came first, second and third.
actions_first as (
    select
        complaint_id,
        kind as action,
        min(occurred_at) as acted_at
    from complaint_events
    where kind in ('owned', 'apology', 'compensation')
    group by complaint_id, kind
),

actions_ordered as (
    select
        complaint_id,
        {{ joined_in_order('action', ', ', 'acted_at, action') }} as actions_in_order,
        min(acted_at) as first_action_at
    from actions_first
    group by complaint_id
),

demands as (
    select
        complaint_id,
        amount > lag(amount) over (
            partition by complaint_id order by occurred_at, event_sequence, event_id
        ) as is_higher
    from complaint_events
    where kind = 'demand' and amount is not null
),

demands_compared as (
    select
        complaint_id,
        coalesce(bool_or(is_higher), false) as has_rising_demands
    from demands
    group by complaint_id
),

-- The moments at which the customer saw that something moved.
moments as (
    select
        complaint_id,
        opened_at as moment_at
    from complaints
    where ticket_id is not null
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
    where complaints.ticket_id is not null
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

events_counted as (
    select
        complaint_id,
        bool_or(kind = 'comment' and is_public and actor_role is null)
            as has_nameless_comment,
        count(*) filter (where kind = 'refusal') as refusal_count,
        count(*) filter (where kind = 'owned') as owned_count,
        count(*) filter (where kind = 'apology') as apology_count,
        bool_or(is_personal) filter (where kind = 'apology') as is_apology_personal,
        bool_or(is_followed_up_in_writing) filter (where kind = 'apology')
            as is_apology_in_writing,
        count(*) filter (where kind = 'compensation') as compensation_count,
        {{ as_double("sum(amount) filter (where kind = 'compensation')") }}
            as compensation_amount,
        {{ as_double("max(amount) filter (where kind = 'demand')") }}
            as demanded_amount,
        count(*) filter (where kind = 'promise_made') as promise_count,
        count(*) filter (where kind = 'promise_kept') as promise_kept_count,
        bool_or(publicity_kind = 'friends') as has_told_friends,
        bool_or(publicity_kind = 'third_party') as has_told_third_party,
        bool_or(publicity_kind = 'public') as has_told_public
    from complaint_events
    group by complaint_id
),

complaints_acted_on as (
    select
        silences_longest.complaint_id,
        -- Somebody wrote, and nobody knows who: it may have been the answer.
        coalesce(events_counted.has_nameless_comment, false) as has_nameless_comment,
        case
            when not coalesce(events_counted.has_nameless_comment, false)
                then silences_longest.longest_silence_seconds
        end as longest_silence_seconds,
        approvals.level as deciding_level,
        actions_ordered.actions_in_order,
        actions_ordered.first_action_at,
        coalesce(demands_compared.has_rising_demands, false) as has_rising_demands,
        events_counted.refusal_count,
        events_counted.owned_count,
        events_counted.apology_count,
        events_counted.is_apology_personal,
        events_counted.is_apology_in_writing,
        events_counted.compensation_count,
        events_counted.compensation_amount,
        events_counted.demanded_amount,
        events_counted.promise_count,
        events_counted.promise_kept_count,
        events_counted.has_told_friends,
        events_counted.has_told_third_party,
        events_counted.has_told_public
    from silences_longest
    left join events_counted
        on silences_longest.complaint_id = events_counted.complaint_id
    left join actions_ordered
        on silences_longest.complaint_id = actions_ordered.complaint_id
    left join demands_compared
        on silences_longest.complaint_id = demands_compared.complaint_id
    left join approvals
        on
            silences_longest.complaint_id = approvals.complaint_id
            and approvals.recency = 1
)

select * from complaints_acted_on
