-- Grain: one row per period (month, quarter, year), survey, measure, company and scale.
-- The score, its change, and the own company's lead over a competitor (F12).
{% set scale = ['survey', 'measure', 'scale_low', 'scale_high', 'direction'] %}
{% set key = ['period', 'period_start', 'subject'] + scale %}
-- Each answer is a cluster of its weight.
{% set weighted = ('weighted_total', 'weights', 'n', 'weighted_squares',
                   'weights_squared', 'weighted_weighted') %}
-- What a wave is compared with: the one before, and the own company's.
{% set others = {
    'before': 'this.period_before_start = other.period_start'
              ~ ' and this.subject = other.subject',
    'own': 'this.period_start = other.period_start'
           ~ " and this.subject <> 'own' and other.subject = 'own'",
} %}
with

answers as (
    select * from {{ ref('int_wave_answers') }}
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'surveys'
),

-- A customer is in a wave once: the answers are independent.
waves_summed as (
    select
        {{ key | join(',\n        ') }},
        min(period_before_start) as period_before_start,
        min(period_end) as period_end,
        count(*) as n,
        sum(score) as total,
        sum(score * score) as squares,
        avg(score_100) as score_100_mean,
        count(is_top_two) as judged,
        count(*) filter (where is_top_two) as top_two,
        {{ as_double('avg(score)') }} as score,
        {{ as_double('var_samp(score)') }} as variance,
        sum(weight) as weights,
        sum(weight * weight) as weights_squared,
        sum(weight * score) as weighted_total,
        sum(weight * weight * score * score) as weighted_squares,
        sum(weight * weight * score) as weighted_weighted
    from answers
    group by {{ key | join(', ') }}
),

-- Who answered in both makes the difference of two waves surer.
{% for name, is_other in others.items() %}
answered_both_{{ name }} as (
    select
        this.{{ key | join(',\n        this.') }},
        count(*) as both_count,
        {{ as_double('covar_samp(this.score, other.score)') }} as covariance
    from answers as this
    inner join answers as other
        on
            this.owner_id = other.owner_id
            and this.period = other.period
            and {{ is_other }}
            {% for column in scale %}
            and this.{{ column }} is not distinct from other.{{ column }}
            {% endfor %}
    group by this.{{ key | join(', this.') }}
),

{% endfor %}
waves_compared as (
    select
        this.*,
        -- Of a scale where less is better, less is a gain.
        case when this.direction = 'lower_better' then -1 else 1 end as better,
        {% for name in others %}
        {{ name }}.n as {{ name }}_n,
        {{ name }}.score as {{ name }}_score,
        {{ difference_width(
            'this.variance', 'this.n', name ~ '.variance', name ~ '.n',
            'answered_both_' ~ name ~ '.covariance',
            'answered_both_' ~ name ~ '.both_count'
        ) }} as {{ name }}_width,
        {% endfor %}
        answered_both_own.both_count as judged_both_count,
        watermarks.seen_until_at
    from waves_summed as this
    cross join watermarks
    {% for name, is_other in others.items() %}
    left join waves_summed as {{ name }}
        on
            this.period = {{ name }}.period
            and {{ is_other | replace('other.', name ~ '.') }}
            {% for column in scale %}
            and this.{{ column }} is not distinct from {{ name }}.{{ column }}
            {% endfor %}
    left join answered_both_{{ name }}
        on
            this.period = answered_both_{{ name }}.period
            {% for column in key[1:] %}
            and this.{{ column }}
            is not distinct from answered_both_{{ name }}.{{ column }}
            {% endfor %}
    {% endfor %}
),

waves_differing as (
    select
        *,
        better * (score - before_score) as change,
        better * (own_score - score) as own_lead,
        weighted_total / nullif(weights, 0) as weighted_score,
        weights * weights / nullif(weights_squared, 0) as worth
    from waves_compared
),

waves as (
    select
        period,
        period_start,
        survey,
        measure,
        subject,
        scale_low,
        scale_high,
        direction,
        cast(n as bigint) as answer_count,
        {{ as_double('total') }} as score_sum,
        {{ as_double('squares') }} as score_sum_squares,
        score,
        {{ mean_low('n', 'total', 'squares') }} as score_low,
        {{ mean_high('n', 'total', 'squares') }} as score_high,
        {{ as_double('score_100_mean') }} as score_100_mean,
        cast(case when judged > 0 then top_two end as bigint) as top_two_count,
        {{ as_double('top_two') }} / nullif(judged, 0) as top_two_share,
        {{ wilson_low('top_two', 'judged') }} as top_two_share_low,
        {{ wilson_high('top_two', 'judged') }} as top_two_share_high,
        {{ as_double('weighted_score') }} as score_weighted,
        {{ cluster_share_low(*weighted, is_share=false) }} as score_weighted_low,
        {{ cluster_share_high(*weighted, is_share=false) }} as score_weighted_high,
        {{ as_double('worth') }} as effective_answer_count,
        cast(before_n as bigint) as answer_count_before,
        change,
        change - before_width as change_low,
        change + before_width as change_high,
        case
            when least(n, before_n) >= {{ window('thin') }} and before_n is not null
                then abs(change) > before_width
        end as is_change_beyond_chance,
        own_lead,
        own_lead - own_width as own_lead_low,
        own_lead + own_width as own_lead_high,
        case
            when least(n, own_n) >= {{ window('thin') }} and own_n is not null
                then abs(own_lead) > own_width
        end as is_own_lead_beyond_chance,
        cast(coalesce(judged_both_count, 0) as bigint) as judged_both_count,
        coalesce(seen_until_at >= period_end, false) as is_complete,
        'association' as evidence,
        n < {{ window('thin') }} as is_thin
    from waves_differing
)

select * from waves
