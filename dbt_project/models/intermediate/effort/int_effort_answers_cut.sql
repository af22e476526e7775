-- Grain: one row per effort answer and cut. The answer as it was given, and the cut.
with

answers as (
    select * from {{ ref('core__survey_answers') }}
    where
        measure = 'effort'
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and value is not null
        and submitted_date is not null
),

contacts as (
    select
        contact_id,
        channel,
        queue_id,
        issue,
        customer_code
    from {{ ref('core__contacts') }}
),

answers_described as (
    select
        answers.answer_id,
        answers.owner_id,
        answers.submitted_date,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.value,
        answers.score_100,
        answers.weight,
        answers.survey,
        answers.survey || ':' || answers.question_id as question,
        answers.touchpoint,
        contacts.channel,
        contacts.queue_id,
        contacts.issue,
        contacts.customer_code
    from answers
    left join contacts on answers.contact_id = contacts.contact_id
),

answers_cut as (
    select
        answers_described.*,
        'all' as cut_kind,
        'all' as cut_value
    from answers_described
    {% for cut in ['survey', 'question', 'touchpoint', 'channel', 'queue_id',
                   'issue', 'customer_code'] %}
    union all
    select
        answers_described.*,
        '{{ cut | replace("_id", "") }}' as cut_kind,
        {{ cut }} as cut_value
    from answers_described
    where {{ cut }} is not null
    {% endfor %}
)

select * from answers_cut
