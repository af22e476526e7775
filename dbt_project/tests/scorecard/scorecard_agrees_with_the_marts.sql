-- A failure means: the scorecard and the mart that it is taken from count differently.
with

scorecard as (
    select
        metric,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('scorecard__monthly') }}
    group by metric
),

marts as (
    select
        'offered_service_level' as metric,
        sum(answered_in_time_count) as numerator,
        sum(due_count) as denominator
    from {{ ref('operations__intervals') }}
    union all
    select
        'speed_of_answer' as metric,
        sum(wait_seconds_sum) as numerator,
        sum(wait_known_count) as denominator
    from {{ ref('operations__intervals') }}
    union all
    select
        'first_contact_resolution' as metric,
        sum(observed_count) as numerator,
        sum(observed_known_count) as denominator
    from {{ ref('operations__resolution') }}
    union all
    select
        'effort_easy_share' as metric,
        sum(easy_count) as numerator,
        sum(answer_count) as denominator
    from {{ ref('effort__scores') }}
    where cut_kind = 'all' and period = 'month'
)

select
    scorecard.*,
    marts.numerator as numerator_of_mart,
    marts.denominator as denominator_of_mart
from scorecard
inner join marts on scorecard.metric = marts.metric
where
    abs(scorecard.numerator - marts.numerator) > 0.001
    or scorecard.denominator <> marts.denominator
