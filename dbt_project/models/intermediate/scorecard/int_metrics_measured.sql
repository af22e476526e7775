-- Grain: one row per month and catalogued metric. The figure, how sure it is, and
-- whether it is final.
{{ config(materialized='table') }}
{%- set yes = 'numerator * units / nullif(denominator, 0)' %}
{%- set sums = ('denominator', 'numerator', 'numerator_squares') %}
{%- set clustered = (
    'numerator', 'denominator', 'owners', 'yes_yes', 'n_n', 'yes_n', 'numerator_squares'
) %}
with

counted as (
    select * from {{ ref('int_metrics_counted_monthly') }}
),

catalogue as (
    select * from {{ ref('int_metrics_catalogued') }}
),

watermarks as (
    select
        awaited.metric,
        min(feed_watermarks.watermark_at) as seen_until_at
    from {{ ref('int_metrics_awaited') }} as awaited
    inner join {{ ref('int_feed_watermarks') }} as feed_watermarks
        on awaited.feed = feed_watermarks.feed
    group by awaited.metric
),

-- Owners are clusters.
summed as (
    select
        metric,
        month_start,
        {{ exact_sum('numerator') }} as numerator,
        sum(denominator) as denominator,
        {{ exact_sum('numerator_squares', 6) }} as numerator_squares,
        count(*) filter (where denominator > 0) as owners,
        {{ exact_sum('numerator * numerator', 6) }} as yes_yes,
        sum(denominator * denominator) as n_n,
        {{ exact_sum('numerator * denominator', 6) }} as yes_n,
        sum(population_count) as population_count,
        sum(unripe_count) as unripe_count
    from counted
    group by metric, month_start
),

summed_described as (
    select
        summed.*,
        catalogue.interval_method,
        queues.queue_days,
        queues.queue_yes_yes,
        queues.queue_n_n,
        queues.queue_yes_n,
        watermarks.seen_until_at
    from summed
    inner join catalogue on summed.metric = catalogue.metric
    left join {{ ref('int_metrics_clustered_by_queue') }} as queues
        on
            summed.metric = queues.metric
            and summed.month_start = queues.month_start
    left join watermarks on summed.metric = watermarks.metric
),

-- Of waiting the days of a queue are clusters too.
summed_by_cluster as (
    select
        *,
        case interval_method
            when 'wilson' then denominator
            when 't' then null
            when 't_clustered' then {{ effective_n(*clustered) }}
            when 't_two_ways' then {{ effective_n(*clustered) }}
            else {{ effective_n(
                'numerator', 'denominator', 'owners', 'yes_yes', 'n_n', 'yes_n'
            ) }}
        end as owner_units,
        case interval_method
            when 't_two_ways' then {{ effective_n(
                'numerator', 'denominator', 'queue_days', 'queue_yes_yes', 'queue_n_n',
                'queue_yes_n', 'numerator_squares'
            ) }}
            when 'wilson_two_ways' then {{ effective_n(
                'numerator', 'denominator', 'queue_days', 'queue_yes_yes', 'queue_n_n',
                'queue_yes_n'
            ) }}
        end as queue_units
    from summed_described
),

summed_weighed as (
    select
        *,
        case
            when interval_method like '%two_ways' and denominator > 0
                then {{ effective_n_two_ways(
                    'denominator', 'owner_units', 'queue_units'
                ) }}
            else owner_units
        end as units
    from summed_by_cluster
),

measured as (
    select
        month_start,
        metric,
        cast(denominator as bigint) as n,
        cast(owners as bigint) as customer_count,
        numerator,
        denominator,
        numerator_squares,
        numerator / nullif(denominator, 0) as value,
        case interval_method
            when 't' then {{ mean_low(*sums) }}
            when 't_clustered' then {{ mean_low(*sums, units='units') }}
            when 't_two_ways' then {{ mean_low(*sums, units='units') }}
            else {{ wilson_low(yes, 'units') }}
        end as value_low,
        case interval_method
            when 't' then {{ mean_high(*sums) }}
            when 't_clustered' then {{ mean_high(*sums, units='units') }}
            when 't_two_ways' then {{ mean_high(*sums, units='units') }}
            else {{ wilson_high(yes, 'units') }}
        end as value_high,
        interval_method,
        units as effective_n,
        cast(population_count as bigint) as population_count,
        denominator / nullif(population_count, 0) as coverage_share,
        cast(unripe_count as bigint) as unripe_count,
        coalesce(
            unripe_count = 0
            and seen_until_at >= {{ add_months('month_start', 1) }},
            false
        ) as is_complete,
        denominator < {{ window('thin') }} as is_thin
    from summed_weighed
)

select * from measured
