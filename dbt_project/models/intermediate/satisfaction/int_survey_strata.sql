-- Grain: one row per survey, month, frame, channel and segment: the strata of weights.
-- How many could have answered there, and how many did.
{% set key = 'survey, month_start, frame, channel, segment' %}
with

responses as (
    select * from {{ ref('int_responses_framed') }}
),

populations as (
    select * from {{ ref('int_survey_populations') }}
),

answered as (
    select
        {{ key }},
        count(*) as answered,
        count(*) filter (where is_finished) as finished,
        count(given_weight) as weighted
    from responses
    group by {{ key }}
),

strata_joined as (
    select
        coalesce(populations.survey, answered.survey) as survey,
        coalesce(populations.month_start, answered.month_start) as month_start,
        coalesce(populations.frame, answered.frame) as frame,
        coalesce(populations.channel, answered.channel) as channel,
        coalesce(populations.segment, answered.segment) as segment,
        populations.population,
        populations.delivered,
        populations.opened,
        coalesce(answered.answered, 0) as answered,
        coalesce(answered.finished, 0) as finished,
        coalesce(answered.weighted, 0) as weighted
    from populations
    full outer join answered
        on
            populations.survey = answered.survey
            and populations.month_start = answered.month_start
            and populations.frame = answered.frame
            and populations.channel = answered.channel
            and populations.segment = answered.segment
),

-- Given weights are used where every response of the survey and month has one.
strata_compared as (
    select
        *,
        sum(weighted) over wave = sum(answered) over wave as has_given_weights,
        sum(case when answered > 0 then population end) over framed
            as population_covered,
        sum(case when population > 0 then answered end) over framed
            as answered_covered
    from strata_joined
    window
        wave as (partition by survey, month_start),
        framed as (partition by survey, month_start, frame)
),

survey_strata as (
    select
        *,
        case
            when has_given_weights and answered > 0 then 'given'
            when population > 0 and answered > 0 then 'post-stratified'
            when answered > 0 then 'none'
        end as weight_kind,
        case
            when not has_given_weights and population > 0 and answered > 0
                then
                    {{ as_double('population') }} / population_covered
                    * answered_covered / answered
        end as stratum_weight
    from strata_compared
)

select * from survey_strata
