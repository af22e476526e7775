-- Grain: one row per month, survey, channel and segment (`all` = over them). Who was
-- asked, who answered, and what weighting makes of the score.
{% set key = ['month_start', 'survey', 'channel', 'segment'] %}
{% set measures = ['satisfaction', 'effort', 'recommendation'] %}
with

strata as (
    select * from {{ ref('int_survey_strata') }}
),

responses as (
    select * from {{ ref('int_responses_weighed') }}
),

scores as (
    select * from {{ ref('int_responses_scored') }}
),

strata_cut as (
    {% for channel, segment in [('channel', 'segment'), ("'all'", "'all'")] %}
    select
        month_start,
        survey,
        {{ channel }} as channel,
        {{ segment }} as segment,
        frame,
        population,
        delivered,
        opened,
        answered,
        finished,
        weight_kind
    from strata
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

strata_summed as (
    select
        {{ key | join(', ') }},
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
    group by {{ key | join(', ') }}
),

weights as (
    {% for channel, segment in [('channel', 'segment'), ("'all'", "'all'")] %}
    select
        month_start,
        survey,
        {{ channel }} as channel,
        {{ segment }} as segment,
        avg(weight) as weight_mean
    from responses
    group by month_start, survey{{ ', channel, segment' if loop.first }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

response_quality as (
    select
        {% for column in key %}
        strata_summed.{{ column }},
        {% endfor %}
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
            {% for column in key[1:] %}
            and strata_summed.{{ column }} = weights.{{ column }}
            {% endfor %}
    {% for measure in measures %}
    left join scores as {{ measure }}
        on
            {{ measure }}.measure = '{{ measure }}'
            {% for column in key %}
            and strata_summed.{{ column }} = {{ measure }}.{{ column }}
            {% endfor %}
    {% endfor %}
)

select * from response_quality
