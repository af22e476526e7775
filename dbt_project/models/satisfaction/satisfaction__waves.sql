-- Grain: one row per period (month, quarter, year), survey, measure, company and scale.
-- The score, its change, and the own company's lead over a competitor (F12).
{% set scale = ['survey', 'measure', 'scale_low', 'scale_high', 'direction'] %}
{% set key = ['period', 'period_start', 'subject'] + scale %}
-- Each answer is a cluster of its weight.
{% set weighted = ('weighted_total', 'weights', 'n', 'weighted_squares',
                   'weights_squared', 'weighted_weighted') %}
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

-- Who answered in both of two waves makes their difference surer.
kept_on as (
    select
        now.{{ key | join(',\n        now.') }},
        count(*) as both_count,
        {{ as_double('covar_samp(now.score, before.score)') }} as covariance
    from answers as now
    inner join answers as before
        on
            now.owner_id = before.owner_id
            and now.period = before.period
            and now.period_before_start = before.period_start
            and now.subject = before.subject
            {% for column in scale %}
            and now.{{ column }} is not distinct from before.{{ column }}
            {% endfor %}
    group by now.{{ key | join(', now.') }}
),

-- Who judged the own company and the competitor.
judged_both as (
    select
        theirs.{{ key | join(',\n        theirs.') }},
        count(*) as both_count,
        {{ as_double('covar_samp(theirs.score, own.score)') }} as covariance
    from answers as theirs
    inner join answers as own
        on
            theirs.owner_id = own.owner_id
            and theirs.period = own.period
            and theirs.period_start = own.period_start
            and own.subject = 'own'
            {% for column in scale %}
            and theirs.{{ column }} is not distinct from own.{{ column }}
            {% endfor %}
    where theirs.subject <> 'own'
    group by theirs.{{ key | join(', theirs.') }}
),

waves_compared as (
    select
        waves_summed.*,
        -- Of a scale where less is better, less is a gain.
        case when waves_summed.direction = 'lower_better' then -1 else 1 end as better,
        before.n as before_n,
        before.score as before_score,
        before.variance as before_variance,
        kept_on.both_count as kept_on_count,
        kept_on.covariance as kept_on_covariance,
        own.n as own_n,
        own.score as own_score,
        own.variance as own_variance,
        judged_both.both_count as judged_both_count,
        judged_both.covariance as judged_both_covariance,
        watermarks.seen_until_at
    from waves_summed
    cross join watermarks
    left join waves_summed as before
        on
            waves_summed.period = before.period
            and waves_summed.period_before_start = before.period_start
            and waves_summed.subject = before.subject
            {% for column in scale %}
            and waves_summed.{{ column }} is not distinct from before.{{ column }}
            {% endfor %}
    left join waves_summed as own
        on
            waves_summed.subject <> 'own'
            and own.subject = 'own'
            and waves_summed.period = own.period
            and waves_summed.period_start = own.period_start
            {% for column in scale %}
            and waves_summed.{{ column }} is not distinct from own.{{ column }}
            {% endfor %}
    {% for other in ['kept_on', 'judged_both'] %}
    left join {{ other }}
        on
            waves_summed.period = {{ other }}.period
            {% for column in key[1:] %}
            and waves_summed.{{ column }} is not distinct from {{ other }}.{{ column }}
            {% endfor %}
    {% endfor %}
),

waves_differing as (
    select
        *,
        better * (score - before_score) as change,
        {{ difference_width(
            'variance', 'n', 'before_variance', 'before_n', 'kept_on_covariance',
            'kept_on_count'
        ) }} as change_width,
        better * (own_score - score) as own_lead,
        {{ difference_width(
            'variance', 'n', 'own_variance', 'own_n', 'judged_both_covariance',
            'judged_both_count'
        ) }} as own_lead_width,
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
        change - change_width as change_low,
        change + change_width as change_high,
        case
            when least(n, before_n) >= {{ window('thin') }} and before_n is not null
                then abs(change) > change_width
        end as is_change_beyond_chance,
        own_lead,
        own_lead - own_lead_width as own_lead_low,
        own_lead + own_lead_width as own_lead_high,
        case
            when least(n, own_n) >= {{ window('thin') }} and own_n is not null
                then abs(own_lead) > own_lead_width
        end as is_own_lead_beyond_chance,
        cast(coalesce(judged_both_count, 0) as bigint) as judged_both_count,
        coalesce(seen_until_at >= period_end, false) as is_complete,
        'association' as evidence,
        n < {{ window('thin') }} as is_thin
    from waves_differing
)

select * from waves
