-- Grain: one row per mystery contact: what was found (F46). Nothing else counts it.
with

visits as (
    select * from {{ ref('core__contacts') }}
    where is_mystery and not is_transfer_leg
),

-- Transfers belong to the visit they began with.
legs as (
    select
        visits.contact_id,
        count(*) as leg_count,
        bool_or(legs.is_answered) as is_answered,
        bool_or(legs.is_abandoned) as is_abandoned,
        sum(legs.wait_seconds) as wait_seconds,
        sum(legs.talk_seconds) as talk_seconds,
        sum(legs.hold_seconds) as hold_seconds,
        bool_or(legs.is_resolved_recorded) as is_resolved_recorded
    from visits
    inner join {{ ref('core__contacts') }} as legs
        on visits.contact_id = legs.initial_contact_id
    group by visits.contact_id
),

-- What the visitor noted, not what a customer said.
sheets as (
    select
        contacts.initial_contact_id as contact_id,
        answers.response_id,
        answers.measure,
        answers.score_100
    from {{ ref('core__survey_answers') }} as answers
    inner join {{ ref('core__contacts') }} as contacts
        on answers.contact_id = contacts.contact_id
    where
        answers.respondent = 'mystery'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.score_100 is not null
),

sheets_summed as (
    {%- set noted = ['matter', 'person', 'complete', 'new_need', 'believed', 'effort',
                     'satisfaction'] %}
    select
        contact_id,
        count(distinct response_id) as sheet_count,
        count(*) as note_count,
        {% for measure in noted %}
        avg(case when measure = '{{ measure }}' then score_100 end)
            as {{ measure }}_score,
        {% endfor %}
        avg(score_100) as score_100_mean
    from sheets
    group by contact_id
),

mystery as (
    select
        visits.contact_id,
        visits.business_date,
        visits.entered_at,
        visits.channel,
        visits.queue_id,
        visits.issue,
        visits.agent_id,
        cast(legs.leg_count as bigint) as leg_count,
        legs.is_answered,
        legs.is_abandoned,
        {{ as_double('legs.wait_seconds') }} as wait_seconds,
        {{ as_double('legs.talk_seconds') }} as talk_seconds,
        {{ as_double('legs.hold_seconds') }} as hold_seconds,
        legs.is_resolved_recorded,
        cast(coalesce(sheets_summed.sheet_count, 0) as bigint) as sheet_count,
        cast(coalesce(sheets_summed.note_count, 0) as bigint) as note_count,
        {% for measure in noted %}
        sheets_summed.{{ measure }}_score,
        {% endfor %}
        sheets_summed.score_100_mean
    from visits
    inner join legs on visits.contact_id = legs.contact_id
    left join sheets_summed on visits.contact_id = sheets_summed.contact_id
)

select * from mystery
