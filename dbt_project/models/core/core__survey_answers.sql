-- Grain: one row per answered question of a response; free text stays in raw.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

responses_owned as (
    select * from {{ ref('int_facts_owned') }}
    where fact = 'responses' and {{ only_touched('owner_id') }}
),

responses as (
    select
        responses.*,
        responses_owned.owner_id,
        responses_owned.customer_id,
        responses_owned.contact_id,
        responses_owned.ticket_id,
        responses_owned.order_id,
        coalesce(responses.weight, invitations.weight) as answer_weight,
        coalesce(systems.time_zone, 'UTC') as time_zone
    from responses_owned
    inner join {{ ref('stg_surveys__responses') }} as responses
        on responses_owned.fact_id = responses.response_id
    left join {{ ref('stg_surveys__invitations') }} as invitations
        on responses.invitation_id = invitations.invitation_id
    left join {{ source('audit', 'systems') }} as systems
        on responses.source_system = systems.source_system
),

answers as (
    select
        answers.answer_id,
        answers.response_id,
        responses.source_system,
        responses.survey,
        responses.wave,
        responses.owner_id,
        responses.customer_id,
        responses.contact_id,
        responses.ticket_id,
        responses.order_id,
        responses.respondent,
        responses.team,
        responses.filled_by,
        responses.is_finished,
        responses.submitted_at,
        cast({{ to_zone('responses.submitted_at', 'responses.time_zone') }} as date)
            as submitted_date,
        answers.measure,
        answers.question_id,
        answers.subject,
        answers.touchpoint,
        answers.dimension,
        answers.stage,
        answers.scale_low,
        answers.scale_high,
        answers.direction,
        answers.value,
        -- 0 to 100, more is better, whatever way the scale runs.
        case
            when
                answers.scale_high > answers.scale_low
                and answers.direction = 'lower_better'
                then
                    100 * (answers.scale_high - answers.value)
                    / (answers.scale_high - answers.scale_low)
            when answers.scale_high > answers.scale_low
                then
                    100 * (answers.value - answers.scale_low)
                    / (answers.scale_high - answers.scale_low)
        end as score_100,
        answers.choice,
        responses.answer_weight as weight,
        responses.language,
        responses.mode
    from responses
    inner join {{ ref('stg_surveys__answers') }} as answers
        on responses.response_id = answers.response_id
)

select * from answers
