-- Grain: one row per month, survey, channel, segment (`all` = over both) and measure of
-- the whole. Its score, raw and by weight.
{% set key = 'month_start, survey, channel, segment, measure' %}
{% set raw = mean_of_clusters('score') %}
{% set weighted = weighted_mean_of_clusters() %}
with

responses as (
    select * from {{ ref('int_responses_weighed') }}
),

-- The whole on its own scale as 0 to 100; recommending as promoters (100), detractors
-- (-100) and the rest. Questions on a single touchpoint are no judgement of the whole.
answers as (
    select
        responses.*,
        answers.measure,
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
    {% for channel, segment in [('channel', 'segment'), ("'all'", "'all'")] %}
    select
        month_start,
        survey,
        {{ channel }} as channel,
        {{ segment }} as segment,
        measure,
        owner_id,
        weight,
        score
    from answers
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Answers of one customer are not independent: customers are the clusters.
answers_of_customers as (
    select
        {{ key }},
        owner_id,
        {{ sums_by_cluster(['score']) }}
    from answers_cut
    group by {{ key }}, owner_id
),

answers_summed as (
    select
        {{ key }},
        {{ sums_over_clusters(['score']) }}
    from answers_of_customers
    group by {{ key }}
),

responses_scored as (
    select
        {{ key }},
        n,
        {{ as_double('score_sum') }} / n as raw,
        {{ cluster_share_low(*raw, is_share=false) }} as raw_low,
        {{ cluster_share_high(*raw, is_share=false) }} as raw_high,
        weighted_sum / nullif(weight_sum, 0) as weighted,
        {{ cluster_share_low(*weighted, is_share=false) }} as weighted_low,
        {{ cluster_share_high(*weighted, is_share=false) }} as weighted_high,
        {{ weighed_n() }} as worth
    from answers_summed
)

select * from responses_scored
