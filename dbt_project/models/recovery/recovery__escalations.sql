-- Grain: one row per complaint with a ticket and step: step 0 is the complaint as it
-- was made, every further step begins with a refusal (F42).
with

complaints as (
    select * from {{ ref('recovery__complaints') }}
    where ticket_id is not null
),

-- What one moment holds, in the order in which it was recorded.
events as (
    select
        complaints.complaint_id,
        events.event_id,
        events.occurred_at,
        events.kind,
        events.amount,
        events.publicity_kind,
        events.level,
        sum(case when events.kind = 'refusal' then 1 else 0 end) over (
            partition by complaints.complaint_id
            order by events.occurred_at, events.event_sequence, events.event_id
            rows between unbounded preceding and current row
        ) as step
    from complaints
    inner join {{ ref('int_complaint_tickets') }} as tickets
        on complaints.complaint_id = tickets.complaint_id
    inner join {{ ref('core__ticket_events') }} as events
        on
            tickets.ticket_id = events.ticket_id
            and complaints.opened_at <= events.occurred_at
),

steps as (
    select
        complaint_id,
        step,
        min(occurred_at) filter (where kind = 'refusal') as refused_at,
        min(level) filter (where kind = 'refusal') as refusing_level,
        max(amount) filter (where kind = 'demand') as demanded_amount,
        coalesce(sum(amount) filter (where kind = 'compensation'), 0)
            as compensation_amount,
        bool_or(publicity_kind = 'friends') as tells_friends,
        bool_or(publicity_kind = 'third_party') as tells_third_party,
        bool_or(publicity_kind = 'public') as tells_public
    from events
    group by complaint_id, step
    union all
    select
        complaint_id,
        0 as step,
        null as refused_at,
        null as refusing_level,
        null as demanded_amount,
        0 as compensation_amount,
        null as tells_friends,
        null as tells_third_party,
        null as tells_public
    from complaints
    where
        complaint_id not in (
            select events.complaint_id from events
            where events.step = 0
        )
),

steps_followed as (
    select
        steps.*,
        complaints.customer_id,
        coalesce(steps.refused_at, complaints.opened_at) as began_at,
        lead(steps.refused_at) over by_step as ended_at,
        max(steps.demanded_amount) over so_far as highest_demand_amount,
        lag(steps.demanded_amount) over by_step as demanded_before_amount,
        sum(steps.compensation_amount) over so_far as compensation_to_date_amount,
        lead(steps.step) over by_step is null as is_last,
        complaints.resolved_at
    from steps
    inner join complaints on steps.complaint_id = complaints.complaint_id
    window
        by_step as (partition by steps.complaint_id order by steps.step),
        so_far as (
            partition by steps.complaint_id order by steps.step
            rows between unbounded preceding and current row
        )
),

-- A contact is paid for in the step in which it was made.
contacts as (
    select
        steps_followed.complaint_id,
        steps_followed.step,
        count(*) as contact_count,
        case
            when count(*) = count(contacts.contact_cost)
                then sum(contacts.contact_cost)
        end as contact_cost
    from steps_followed
    inner join {{ ref('int_complaint_contacts') }} as contacts
        on steps_followed.complaint_id = contacts.complaint_id
    where
        (steps_followed.step = 0 or contacts.entered_at >= steps_followed.began_at)
        and (
            steps_followed.ended_at is null
            or contacts.entered_at < steps_followed.ended_at
        )
    group by steps_followed.complaint_id, steps_followed.step
),

escalations as (
    select
        steps_followed.complaint_id,
        steps_followed.customer_id,
        cast(steps_followed.step as integer) as step,
        steps_followed.began_at,
        steps_followed.ended_at,
        steps_followed.refusing_level,
        {{ as_double('steps_followed.demanded_amount') }} as demanded_amount,
        {{ as_double('steps_followed.highest_demand_amount') }}
            as highest_demand_amount,
        {{ as_double(
            'steps_followed.demanded_amount - steps_followed.demanded_before_amount'
        ) }} as demand_change_amount,
        {{ as_double('steps_followed.compensation_amount') }} as compensation_amount,
        {{ as_double('steps_followed.compensation_to_date_amount') }}
            as compensation_to_date_amount,
        coalesce(contacts.contact_count, 0) as contact_count,
        {{ as_double('contacts.contact_cost') }} as contact_cost,
        {% for told in ['friends', 'third_party', 'public'] -%}
        coalesce(steps_followed.tells_{{ told }}, false) as tells_{{ told }},
        {% endfor -%}
        steps_followed.is_last,
        steps_followed.is_last and steps_followed.resolved_at is not null as is_settled
    from steps_followed
    left join contacts
        on
            steps_followed.complaint_id = contacts.complaint_id
            and steps_followed.step = contacts.step
)

select * from escalations
