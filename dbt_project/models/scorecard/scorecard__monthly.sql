-- Grain: one row per month and metric of the four standards (F38). The figure against
-- its target, what was published of others, and the month before.
with

months_before as (
    select
        metric,
        {{ add_months('month_start', 1) }} as month_start,
        value,
        value_low,
        value_high,
        is_complete and not is_thin as is_settled
    from {{ ref('int_metrics_measured') }}
),

-- The target that held at the end of the month: the newest from then or before.
targets_dated as (
    select
        metric,
        valid_from,
        target,
        lead(valid_from) over (partition by metric order by valid_from) as valid_until
    from {{ ref('scorecard_targets') }}
),

metrics_compared as (
    select
        measured.*,
        catalogue.standard,
        catalogue.label,
        catalogue.unit,
        catalogue.direction,
        catalogue.evidence,
        catalogue.is_additive,
        targets.target,
        published.id as published_id,
        published.figure_low as published_low,
        published.figure_high as published_high,
        published.population as published_population,
        before.is_settled and measured.is_complete and not measured.is_thin
            as is_trend_told,
        measured.value - before.value as change,
        -- Two intervals make one of the difference (Donner and Zou 2012).
        measured.value - before.value - sqrt(
            power(measured.value - measured.value_low, 2)
            + power(before.value_high - before.value, 2)
        ) as change_low,
        measured.value - before.value + sqrt(
            power(measured.value_high - measured.value, 2)
            + power(before.value - before.value_low, 2)
        ) as change_high
    from {{ ref('int_metrics_measured') }} as measured
    inner join {{ ref('int_metrics_catalogued') }} as catalogue
        on measured.metric = catalogue.metric
    left join months_before as before
        on
            measured.metric = before.metric
            and measured.month_start = before.month_start
    left join targets_dated as targets
        on
            measured.metric = targets.metric
            and {{ add_months('measured.month_start', 1) }} > targets.valid_from
            and (
                targets.valid_until is null
                or {{ add_months('measured.month_start', 1) }} <= targets.valid_until
            )
    left join {{ ref('published_benchmarks') }} as published
        on catalogue.published_id = published.id
),

monthly as (
    select
        month_start,
        metric,
        standard,
        label,
        unit,
        n,
        customer_count,
        numerator,
        denominator,
        numerator_squares,
        value,
        value_low,
        value_high,
        interval_method,
        effective_n,
        direction,
        target,
        case
            when target is null then 'no_target'
            when value is null then null
            when
                (direction = 'higher_better' and value_low >= target)
                or (direction = 'lower_better' and value_high <= target)
                then 'reached'
            when
                (direction = 'higher_better' and value_high < target)
                or (direction = 'lower_better' and value_low > target)
                then 'missed'
            else 'open'
        end as status,
        published_id,
        published_low,
        published_high,
        published_population,
        change,
        change_low,
        change_high,
        case
            when not coalesce(is_trend_told, false) or change_low is null then null
            when change_low <= 0 and change_high >= 0 then 'within_chance'
            when (change > 0) = (direction = 'higher_better') then 'better'
            else 'worse'
        end as trend,
        evidence,
        is_additive,
        population_count,
        coverage_share,
        unripe_count,
        is_complete,
        is_thin
    from metrics_compared
)

select * from monthly
