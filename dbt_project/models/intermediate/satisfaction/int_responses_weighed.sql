-- Grain: one row per response of a customer with an answer. The weight it is counted
-- with: the survey's own, else that of its stratum, else 1.
{{ config(materialized='table') }}
with

responses as (
    select * from {{ ref('int_responses_framed') }}
),

strata as (
    select * from {{ ref('int_survey_strata') }}
),

responses_weighed as (
    select
        responses.response_id,
        responses.survey,
        responses.month_start,
        responses.frame,
        responses.channel,
        responses.segment,
        responses.owner_id,
        coalesce(strata.weight_kind, 'none') as weight_kind,
        {{ as_double(
            "case strata.weight_kind"
            ~ " when 'given' then responses.given_weight"
            ~ " when 'post-stratified' then strata.stratum_weight else 1 end"
        ) }} as weight
    from responses
    left join strata
        on
            responses.survey = strata.survey
            and responses.month_start = strata.month_start
            and responses.frame = strata.frame
            and responses.channel = strata.channel
            and responses.segment = strata.segment
)

select * from responses_weighed
