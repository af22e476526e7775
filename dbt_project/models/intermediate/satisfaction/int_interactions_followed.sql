-- Grain: one row per surveyed contact. What happened with the customer in the window
-- after the answer.
with

interactions as (
    select * from {{ ref('int_interactions_judged') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
    where not is_mystery
),

later as (
    select
        interactions.contact_id,
        contacts.direction,
        contacts.is_transfer_leg,
        contacts.is_answered,
        contacts.is_resolved_recorded,
        contacts.entered_at,
        contacts.ended_at,
        coalesce(contacts.issue, '-') = coalesce(interactions.issue, '-')
            as is_same_issue
    from interactions
    inner join contacts
        on
            interactions.customer_id = contacts.customer_id
            and interactions.answered_at < contacts.entered_at
            and interactions.recovery_ripe_at >= contacts.entered_at
),

-- The loop: explore (the company is in touch again), propose (a promise or a
-- compensation), act (a contact on the issue, or one the company made, is recorded as
-- resolved), confirm (the next answer).
in_touch as (
    select
        contact_id,
        min(case when direction = 'outbound' then entered_at end) as called_at,
        min(
            case
                when direction = 'outbound' or (is_answered and is_same_issue)
                    then entered_at
            end
        ) as explored_at,
        min(
            case
                when
                    is_resolved_recorded
                    and (direction = 'outbound' or is_same_issue)
                    then coalesce(ended_at, entered_at)
            end
        ) as acted_at,
        bool_or(direction = 'inbound' and is_same_issue and not is_transfer_leg)
            as has_come_back
    from later
    group by contact_id
),

proposed as (
    select
        interactions.contact_id,
        min(events.occurred_at) as proposed_at
    from interactions
    inner join {{ ref('core__ticket_events') }} as events
        on
            interactions.customer_id = events.customer_id
            and interactions.answered_at < events.occurred_at
            and interactions.recovery_ripe_at >= events.occurred_at
    where events.kind in ('promise_made', 'compensation')
    group by interactions.contact_id
),

-- The customer's next answer on the issue.
answers_in_order as (
    select
        contact_id,
        lead(answered_at) over in_order as next_answered_at,
        lead(is_no) over in_order as is_next_answer_no
    from interactions
    where is_no is not null and customer_id is not null
    window
        in_order as (
            partition by customer_id, issue order by answered_at, contact_id
        )
),

interactions_followed as (
    select
        interactions.contact_id,
        in_touch.called_at,
        in_touch.explored_at,
        proposed.proposed_at,
        in_touch.acted_at,
        in_touch.has_come_back,
        answers_in_order.next_answered_at,
        answers_in_order.is_next_answer_no
    from interactions
    left join in_touch on interactions.contact_id = in_touch.contact_id
    left join proposed on interactions.contact_id = proposed.contact_id
    left join answers_in_order
        on interactions.contact_id = answers_in_order.contact_id
)

select * from interactions_followed
