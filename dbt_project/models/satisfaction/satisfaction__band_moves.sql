-- Grain: one row per period, survey, scale, band before and band now. Satisfied today
-- is not satisfied for ever (F58).
{% set scale = ['survey', 'scale_low', 'scale_high', 'direction'] %}
with

answers as (
    select * from {{ ref('int_wave_answers') }}
    where measure = 'satisfaction' and subject = 'own'
),

bands as (
    select
        band,
        score_from,
        lead(score_from) over (order by score_from) as next_from
    from {{ ref('satisfaction_bands') }}
),

answers_banded as (
    select
        answers.*,
        bands.band
    from answers
    inner join bands
        on
            answers.score_100 >= bands.score_from
            and answers.score_100 < coalesce(bands.next_from, 101)
),

-- Those who answered in both of two periods that follow each other; who did not
-- answer again is counted beside.
moves as (
    select
        before.period,
        before.period_end as period_start,
        {% for column in scale %}
        before.{{ column }},
        {% endfor %}
        before.band as band_before,
        now.band as band_now
    from answers_banded as before
    left join answers_banded as now
        on
            before.owner_id = now.owner_id
            and before.period = now.period
            and before.period_end = now.period_start
            {% for column in scale %}
            and before.{{ column }} is not distinct from now.{{ column }}
            {% endfor %}
),

moves_counted as (
    select
        period,
        period_start,
        {{ scale | join(',\n        ') }},
        band_before,
        band_now,
        count(*) as moved
    from moves
    group by period, period_start, {{ scale | join(', ') }}, band_before, band_now
),

moves_of_bands as (
    select
        *,
        sum(case when band_now is not null then moved else 0 end) over same_band as n,
        sum(case when band_now is null then moved else 0 end) over same_band
            as not_again
    from moves_counted
    window
        same_band as (
            partition by period, period_start, {{ scale | join(', ') }}, band_before
        )
),

band_moves as (
    select
        period,
        period_start,
        {{ scale | join(',\n        ') }},
        band_before,
        band_now,
        cast(moved as bigint) as customer_count,
        cast(n as bigint) as band_before_count,
        cast(not_again as bigint) as not_asked_again_count,
        {{ as_double('moved') }} / n as moved_share,
        {{ wilson_low('moved', 'n') }} as moved_share_low,
        {{ wilson_high('moved', 'n') }} as moved_share_high,
        n < {{ window('thin') }} as is_thin
    from moves_of_bands
    where band_now is not null
)

select * from band_moves
