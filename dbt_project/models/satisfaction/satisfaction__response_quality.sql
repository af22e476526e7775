-- Grain: one row per month, survey, channel and segment (`all` = over them). Who was
-- asked, who answered, and what weighting makes of the score.
{% set key = 'month_start, survey, channel, segment' %}
{% set measures = ['satisfaction', 'effort', 'recommendation'] %}
with

strata as (
    select * from {{ ref('int_survey_strata') }}
),

responses as (
    select * from {{ ref('int_responses_weighed') }}
),

strata_cut as (
    select * from strata
    union all
    select
        survey,
        month_start,
        frame,
        'all' as channel,
        'all' as segment,
        population,
        delivered,
        opened,
        answered,
        finished,
        weighted,
        has_given_weights,
        population_covered,
        answered_covered,
        weight_kind,
        stratum_weight
    from strata
),

strata_summed as (
    select
        {{ key }},
        -- Of several frames none stands for all; the invited alone were invited.
        case when count(distinct frame) = 1 then min(frame) else 'mixed' end as frame,
        sum(population) as population,
        sum(case when frame = 'invitations' then population end) as invited,
        sum(delivered) as delivered,
        sum(opened) as opened,
        sum(answered) as answered,
        sum(finished) as finished,
        coalesce(sum(case when answered = 0 then population end), 0) as uncovered,
        case
            when count(distinct weight_kind) > 1 then 'mixed'
            else max(weight_kind)
        end as weight_kind,
        sum(case when frame <> 'none' then answered end) as answered_of_population
    from strata_cut
    group by {{ key }}
),

weights as (
    select
        month_start,
        survey,
        channel,
        segment,
        avg(weight) as weight_mean
    from responses
    group by month_start, survey, channel, segment
    union all
    select
        month_start,
        survey,
        'all' as channel,
        'all' as segment,
        avg(weight) as weight_mean
    from responses
    group by month_start, survey
),

-- The whole on its own scale as 0 to 100; recommending as promoters (100), detractors
-- (-100) and the rest. Questions on a single touchpoint are no judgement of the whole.
answers as (
    select
        answers.response_id,
        answers.measure,
        responses.month_start,
        responses.survey,
        responses.channel,
        responses.segment,
        responses.owner_id,
        responses.weight,
        case
            when answers.measure <> 'recommendation' then answers.score_100
            when answers.value >= 9 then 100
            when answers.value <= 6 then -100
            else 0
        end as score
    from {{ ref('core__survey_answers') }} as answers
    inner join responses on answers.response_id = responses.response_id
    where
        answers.measure in ('satisfaction', 'effort', 'recommendation')
        and coalesce(answers.subject, 'own') = 'own'
        and answers.touchpoint is null
        and answers.dimension is null
        and answers.score_100 is not null
        and (
            answers.measure <> 'recommendation'
            or (answers.scale_low = 0 and answers.scale_high = 10)
        )
),

answers_cut as (
    select * from answers
    union all
    select
        response_id,
        measure,
        month_start,
        survey,
        'all' as channel,
        'all' as segment,
        owner_id,
        weight,
        score
    from answers
),

answers_of_customers as (
    select
        {{ key }},
        measure,
        owner_id,
        {{ sums_by_cluster(['score']) }}
    from answers_cut
    group by {{ key }}, measure, owner_id
),

answers_summed as (
    select
        {{ key }},
        measure,
        {{ sums_over_clusters(['score']) }}
    from answers_of_customers
    group by {{ key }}, measure
),

scores as (
    {%- set raw = mean_of_clusters('score') %}
    {%- set weighted = weighted_mean_of_clusters() %}
    select
        {{ key }},
        measure,
        n,
        {{ as_double('score_sum') }} / n as raw,
        {{ cluster_share_low(*raw, is_share=false) }} as raw_low,
        {{ cluster_share_high(*raw, is_share=false) }} as raw_high,
        weighted_sum / nullif(weight_sum, 0) as weighted,
        {{ cluster_share_low(*weighted, is_share=false) }} as weighted_low,
        {{ cluster_share_high(*weighted, is_share=false) }} as weighted_high,
        {{ weighed_n() }} as worth
    from answers_summed
),

response_quality as (
    select
        strata_summed.month_start,
        strata_summed.survey,
        strata_summed.channel,
        strata_summed.segment,
        strata_summed.frame,
        cast(strata_summed.population as bigint) as population_count,
        cast(strata_summed.uncovered as bigint) as uncovered_count,
        cast(strata_summed.invited as bigint) as invited_count,
        cast(strata_summed.delivered as bigint) as delivered_count,
        cast(strata_summed.opened as bigint) as opened_count,
        cast(strata_summed.answered as bigint) as answered_count,
        cast(strata_summed.finished as bigint) as finished_count,
        {{ as_double('strata_summed.answered_of_population') }}
        / nullif(strata_summed.population, 0) as answered_share,
        strata_summed.weight_kind,
        weights.weight_mean,
        {% for measure in measures %}
        cast(coalesce({{ measure }}.n, 0) as bigint) as {{ measure }}_count,
        {{ measure }}.raw as {{ measure }}_score,
        {{ measure }}.raw_low as {{ measure }}_score_low,
        {{ measure }}.raw_high as {{ measure }}_score_high,
        {{ measure }}.weighted as {{ measure }}_score_weighted,
        {{ measure }}.weighted_low as {{ measure }}_score_weighted_low,
        {{ measure }}.weighted_high as {{ measure }}_score_weighted_high,
        {{ measure }}.worth as {{ measure }}_effective_count,
        {% endfor %}
        strata_summed.answered < {{ window('thin') }} as is_thin
    from strata_summed
    left join weights
        on
            strata_summed.month_start = weights.month_start
            and strata_summed.survey = weights.survey
            and strata_summed.channel = weights.channel
            and strata_summed.segment = weights.segment
    {% for measure in measures %}
    left join scores as {{ measure }}
        on
            {{ measure }}.measure = '{{ measure }}'
            and strata_summed.month_start = {{ measure }}.month_start
            and strata_summed.survey = {{ measure }}.survey
            and strata_summed.channel = {{ measure }}.channel
            and strata_summed.segment = {{ measure }}.segment
    {% endfor %}
)

select * from response_quality
