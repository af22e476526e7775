-- Grain: one row per complaint on any of whose tickets anything happened since. What
-- was done, refused, promised, told.
{{ config(materialized='table') }}
with

complaints as (
    select * from {{ ref('int_complaints_clocked') }}
),

events as (
    select * from {{ ref('core__ticket_events') }}
),

complaint_events as (
    select
        complaints.complaint_id,
        events.*
    from complaints
    inner join {{ ref('int_complaint_tickets') }} as tickets
        on complaints.complaint_id = tickets.complaint_id
    inner join events on tickets.ticket_id = events.ticket_id
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

events_counted as (
    select
        complaint_id,
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
        events_counted.complaint_id,
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
    from events_counted
    left join actions_ordered
        on events_counted.complaint_id = actions_ordered.complaint_id
    left join demands_compared
        on events_counted.complaint_id = demands_compared.complaint_id
    left join approvals
        on
            events_counted.complaint_id = approvals.complaint_id
            and approvals.recency = 1
)

select * from complaints_acted_on
