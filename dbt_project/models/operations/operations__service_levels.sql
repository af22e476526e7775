-- Grain: one row per queue, day and formula of the service level, from the counts of
-- the half hours.
with

days as (
    select
        source_system,
        queue_id,
        interval_date,
        sum(offered_count) as offered_count,
        sum(answered_count) as answered_count,
        sum(short_abandoned_count) as short_abandoned_count,
        sum(answered_in_time_count) as answered_in_time_count,
        sum(abandoned_in_time_count) as abandoned_in_time_count
    from {{ ref('operations__intervals') }}
    group by source_system, queue_id, interval_date
    having sum(offered_count) > 0
),

counts_entered as (
    select
        days.source_system,
        days.queue_id,
        days.interval_date,
        formulas.formula,
        formulas.is_ours,
        cast(
            formulas.add_answered_in_time * days.answered_in_time_count
            + formulas.add_abandoned_in_time * days.abandoned_in_time_count
            as bigint
        ) as numerator,
        cast(
            formulas.per_offered * days.offered_count
            + formulas.per_answered * days.answered_count
            + formulas.per_short_abandoned * days.short_abandoned_count
            + formulas.per_abandoned_in_time * days.abandoned_in_time_count
            as bigint
        ) as denominator
    from days
    cross join {{ ref('service_level_formulas') }} as formulas
),

service_levels as (
    select
        *,
        {{ as_double('numerator') }} / nullif(denominator, 0) as service_level_share,
        {{ wilson_low('numerator', 'denominator') }} as service_level_share_low,
        {{ wilson_high('numerator', 'denominator') }} as service_level_share_high,
        denominator < {{ window('thin') }} as is_thin
    from counts_entered
)

select * from service_levels
