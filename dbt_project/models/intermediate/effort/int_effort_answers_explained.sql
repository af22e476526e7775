-- Grain: one row per customers' effort answer on a contact of a need. What the need had
-- taken when the contact asked about was over: what came after could not be judged.
{{ config(materialized='table') }}
with

assigned as (
    select * from {{ ref('int_contacts_assigned_to_needs') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
),

answers as (
    select * from {{ ref('core__survey_answers') }}
    where
        measure = 'effort'
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and contact_id is not null
),

-- Most needs are not asked about: nothing is added up of those.
needs_asked as (
    select distinct assigned.need_id
    from assigned
    inner join answers on assigned.contact_id = answers.contact_id
),

surveyed as (
    select
        contact_id,
        complete_score
    from {{ ref('int_contacts_surveyed') }}
),

legs_placed as (
    select
        assigned.need_id,
        assigned.contact_id,
        assigned.contact_number,
        assigned.is_transfer_leg,
        contacts.channel,
        contacts.is_abandoned,
        contacts.is_resolved_recorded,
        coalesce(contacts.wait_seconds, 0) as wait_seconds,
        coalesce(contacts.hold_seconds, 0) as hold_seconds,
        coalesce(contacts.talk_seconds, 0) as talk_seconds,
        lag(contacts.channel) over (
            partition by assigned.need_id, assigned.is_transfer_leg
            order by assigned.contact_number
        ) as previous_channel
    from assigned
    inner join needs_asked on assigned.need_id = needs_asked.need_id
    inner join contacts on assigned.contact_id = contacts.contact_id
),

-- A contact with its transfer legs.
contacts_summed as (
    select
        need_id,
        contact_number,
        count(*) filter (where is_transfer_leg) as transfer_count,
        count(*) filter (where not is_transfer_leg and channel <> previous_channel)
            as switch_count,
        count(*) filter (where not is_transfer_leg and is_abandoned) as abandoned_count,
        sum(wait_seconds) as wait_seconds,
        sum(hold_seconds) as hold_seconds,
        sum(talk_seconds) as talk_seconds,
        bool_or(is_resolved_recorded) as is_resolved_recorded
    from legs_placed
    group by need_id, contact_number
),

-- The contact itself and all before it on the need.
needs_so_far as (
    select
        need_id,
        contact_number,
        is_resolved_recorded,
        contact_number - 1 as further_contact_count,
        sum(transfer_count) over so_far as transfer_count,
        sum(switch_count) over so_far as switch_count,
        sum(abandoned_count) over so_far as abandoned_count,
        sum(wait_seconds) over so_far as wait_seconds,
        sum(hold_seconds) over so_far as hold_seconds,
        sum(talk_seconds) over so_far as talk_seconds
    from contacts_summed
    window so_far as (partition by need_id order by contact_number)
),

answers_explained as (
    select
        answers.answer_id,
        answers.owner_id,
        answers.contact_id,
        needs_so_far.need_id,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        {{ as_double('answers.score_100') }} as score_100,
        {{ as_double('needs_so_far.further_contact_count') }} as further_contact,
        {{ as_double('needs_so_far.transfer_count') }} as transfer,
        {{ as_double('needs_so_far.switch_count') }} as channel_switch,
        {{ as_double('needs_so_far.abandoned_count') }} as abandoned_attempt,
        {{ as_double('needs_so_far.wait_seconds') }} / 60 as wait_minute,
        {{ as_double('needs_so_far.hold_seconds') }} / 60 as hold_minute,
        {{ as_double('needs_so_far.talk_seconds') }} / 60 as talk_minute,
        -- What the customer said of the outcome goes before what was recorded of it.
        case
            when surveyed.complete_score is not null
                then case when surveyed.complete_score > 50 then 0 else 1 end
            when needs_so_far.is_resolved_recorded is not null
                then case when needs_so_far.is_resolved_recorded then 0 else 1 end
            else 0
        end as not_settled,
        case
            when
                surveyed.complete_score is null
                and needs_so_far.is_resolved_recorded is null
                then 1
            else 0
        end as outcome_unknown
    from answers
    inner join legs_placed on answers.contact_id = legs_placed.contact_id
    inner join needs_so_far
        on
            legs_placed.need_id = needs_so_far.need_id
            and legs_placed.contact_number = needs_so_far.contact_number
    left join surveyed on answers.contact_id = surveyed.contact_id
)

select * from answers_explained
