-- Grain: one row per surveyed contact. The matter, the person, and what a "no" led to.
with

interactions as (
    select * from {{ ref('int_interactions_judged') }}
),

followed as (
    select * from {{ ref('int_interactions_followed') }}
),

-- While the window is open neither a yes nor a no is counted: what happens soon would
-- come in before what does not happen.
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
            ('loop_entered', 'followed.explored_at'),
            ('no_followed_up', 'followed.called_at'),
            ('no_proposed', 'followed.proposed_at'),
            ('no_recovered', 'followed.acted_at'),
        ] %}
        case
            when
                not coalesce(interactions.is_no, false)
                or interactions.customer_id is null
                or not interactions.is_recovery_ripe
                then null
            else {{ moment }} is not null
        end as is_{{ step }},
        {% endfor %}
        {% for span, moment in [
            ('loop_entered_after', 'followed.explored_at'),
            ('recovered_after', 'followed.acted_at'),
        ] %}
        case
            when interactions.is_no
                then {{ seconds_between('interactions.answered_at', moment) }}
        end as {{ span }}_seconds,
        {% endfor %}
        case when interactions.is_no then followed.next_answered_at end
            as next_answered_at,
        case when interactions.is_no then followed.is_next_answer_no end
            as is_next_answer_no,
        case
            when
                not coalesce(interactions.complete_score > 50, false)
                or interactions.customer_id is null
                or not interactions.is_recovery_ripe
                then null
            else coalesce(followed.has_come_back, false)
        end as is_false_confirmation
    from interactions
    inner join followed on interactions.contact_id = followed.contact_id
)

select * from interactions_followed
