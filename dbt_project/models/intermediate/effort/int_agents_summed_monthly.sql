-- Grain: one row per agent, team and month. What became of the contacts an agent had,
-- counted; not yet compared with the team.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_contact_legs_answered') }}
),

-- What became of a contact is the doing of whoever had it last.
last_legs as (
    select
        initial_contact_id,
        month_start,
        agent_id,
        team
    from legs
    where later_leg_count = 0
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

-- Contacts that customers began, whose return could have been seen by now.
followed as (
    select
        contacts.contact_id,
        repeats.next_issue_evidence is not null as has_next_issue,
        repeats.emotional_evidence is not null as has_emotional_repeat
    from {{ ref('core__contacts') }} as contacts
    cross join watermarks
    left join {{ ref('effort__repeat_contacts') }} as repeats
        on contacts.contact_id = repeats.previous_contact_id
    where
        contacts.customer_id is not null
        and not contacts.is_transfer_leg
        and {{ add_days('contacts.entered_at', window('repeat_contact')) }}
        <= watermarks.seen_until_at
),

first_contacts as (
    select
        first_contact_id as contact_id,
        is_first_contact_observed
    from {{ ref('int_needs_judged') }}
    where is_first_contact_observed is not null
),

-- Asked on the scale with most answers: scales are not mixed.
answers as (
    select
        contact_id,
        score_100,
        dense_rank() over (
            order by scale_count desc, scale_low asc, scale_high asc, direction asc
        ) as scale_rank
    from (
        select
            *,
            count(*) over (
                partition by scale_low, scale_high, direction
            ) as scale_count
        from {{ ref('int_effort_answers_explained') }}
    ) as answers_counted
),

legs_counted as (
    select
        agent_id,
        month_start,
        team,
        count(*) as contact_count,
        count(handle_seconds) as handled_count,
        sum(handle_seconds) as handle_seconds_sum
    from legs
    group by agent_id, month_start, team
),

contacts_counted as (
    select
        last_legs.agent_id,
        last_legs.month_start,
        last_legs.team,
        count(first_contacts.contact_id) as first_contact_n,
        count(*) filter (where first_contacts.is_first_contact_observed)
            as first_contact_yes,
        count(followed.contact_id) as followed_n,
        count(*) filter (where followed.has_next_issue) as next_issue_yes,
        count(*) filter (where followed.has_emotional_repeat) as emotional_yes
    from last_legs
    left join first_contacts on last_legs.initial_contact_id = first_contacts.contact_id
    left join followed on last_legs.initial_contact_id = followed.contact_id
    group by last_legs.agent_id, last_legs.month_start, last_legs.team
),

answers_counted as (
    select
        last_legs.agent_id,
        last_legs.month_start,
        last_legs.team,
        count(*) as effort_n,
        sum(answers.score_100) as effort_sum,
        sum(answers.score_100 * answers.score_100) as effort_sum_squares
    from answers
    inner join legs on answers.contact_id = legs.contact_id
    inner join last_legs on legs.initial_contact_id = last_legs.initial_contact_id
    where answers.scale_rank = 1
    group by last_legs.agent_id, last_legs.month_start, last_legs.team
),

agents_summed as (
    select
        legs_counted.agent_id,
        legs_counted.month_start,
        legs_counted.team,
        legs_counted.contact_count,
        legs_counted.handled_count,
        legs_counted.handle_seconds_sum,
        coalesce(contacts_counted.first_contact_n, 0) as first_contact_n,
        coalesce(contacts_counted.first_contact_yes, 0) as first_contact_yes,
        coalesce(contacts_counted.followed_n, 0) as followed_n,
        coalesce(contacts_counted.next_issue_yes, 0) as next_issue_yes,
        coalesce(contacts_counted.emotional_yes, 0) as emotional_yes,
        coalesce(answers_counted.effort_n, 0) as effort_n,
        coalesce(answers_counted.effort_sum, 0) as effort_sum,
        coalesce(answers_counted.effort_sum_squares, 0) as effort_sum_squares
    from legs_counted
    left join contacts_counted
        on
            legs_counted.agent_id = contacts_counted.agent_id
            and legs_counted.month_start = contacts_counted.month_start
            and legs_counted.team = contacts_counted.team
    left join answers_counted
        on
            legs_counted.agent_id = answers_counted.agent_id
            and legs_counted.month_start = answers_counted.month_start
            and legs_counted.team = answers_counted.team
)

select * from agents_summed
