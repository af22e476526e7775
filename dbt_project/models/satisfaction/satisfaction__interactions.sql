-- Grain: one row per surveyed contact. The matter, the person, and what a "no" led to.
with

surveyed as (
    select
        *,
        {{ add_days('answered_at', window('repeat_contact')) }} as recovery_ripe_at
    from {{ ref('int_contacts_surveyed') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
    where not is_mystery
),

assigned as (
    select * from {{ ref('int_contacts_assigned_to_needs') }}
),

-- How far every feed that could still deliver a contact has come.
watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

interactions as (
    select
        surveyed.*,
        contacts.owner_id,
        contacts.customer_id,
        contacts.customer_code,
        contacts.issue,
        contacts.channel,
        contacts.queue_id,
        contacts.agent_id,
        contacts.business_date,
        contacts.entered_at,
        assigned.need_id,
        -- A "no" to any of the plain questions: not met, not complete, something left.
        case
            when
                coalesce(
                    surveyed.matter_score,
                    surveyed.complete_score,
                    surveyed.new_need_score
                ) is not null
                then least(
                    surveyed.matter_score,
                    surveyed.complete_score,
                    surveyed.new_need_score
                ) < 50
        end as is_no,
        coalesce(watermarks.seen_until_at >= surveyed.recovery_ripe_at, false)
            as is_recovery_ripe
    from surveyed
    inner join contacts on surveyed.contact_id = contacts.contact_id
    left join assigned on surveyed.contact_id = assigned.contact_id
    cross join watermarks
),

-- What happened with the customer in the window after the answer.
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
        interactions.owner_id,
        interactions.customer_id,
        interactions.customer_code,
        interactions.need_id,
        interactions.issue,
        interactions.channel,
        interactions.queue_id,
        interactions.agent_id,
        interactions.business_date,
        interactions.answered_at,
        interactions.response_count,
        interactions.matter_score,
        interactions.person_score,
        interactions.complete_score > 50 as is_complete_stated,
        interactions.new_need_score < 50 as has_new_need,
        interactions.effort_score,
        interactions.satisfaction_score,
        case
            when interactions.matter_score > 50 and interactions.person_score > 50
                then 'both'
            when interactions.matter_score > 50 and interactions.person_score <= 50
                then 'matter only'
            when interactions.matter_score <= 50 and interactions.person_score > 50
                then 'person only'
            when interactions.matter_score <= 50 and interactions.person_score <= 50
                then 'neither'
        end as cell,
        interactions.is_no,
        {% for step, moment in [
            ('loop_entered', 'in_touch.explored_at'),
            ('no_followed_up', 'in_touch.called_at'),
            ('no_proposed', 'proposed.proposed_at'),
            ('no_recovered', 'in_touch.acted_at'),
        ] %}
        case
            when
                not coalesce(interactions.is_no, false)
                or interactions.customer_id is null
                then null
            when {{ moment }} is not null then true
            when interactions.is_recovery_ripe then false
        end as is_{{ step }},
        {% endfor %}
        {% for span, moment in [
            ('loop_entered_after', 'in_touch.explored_at'),
            ('recovered_after', 'in_touch.acted_at'),
        ] %}
        case
            when interactions.is_no
                then {{ seconds_between('interactions.answered_at', moment) }}
        end as {{ span }}_seconds,
        {% endfor %}
        case when interactions.is_no then answers_in_order.next_answered_at end
            as next_answered_at,
        case when interactions.is_no then answers_in_order.is_next_answer_no end
            as is_next_answer_no,
        case
            when
                not coalesce(interactions.complete_score > 50, false)
                or interactions.customer_id is null
                then null
            when in_touch.has_come_back then true
            when interactions.is_recovery_ripe then false
        end as is_false_confirmation
    from interactions
    left join in_touch on interactions.contact_id = in_touch.contact_id
    left join proposed on interactions.contact_id = proposed.contact_id
    left join answers_in_order
        on interactions.contact_id = answers_in_order.contact_id
)

select * from interactions_followed
