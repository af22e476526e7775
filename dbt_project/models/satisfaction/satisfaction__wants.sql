-- Grain: one row per month, want and measure of it: the nine of F23a, courtesy and
-- knowledge of F36.
with

counted as (
    select * from {{ ref('int_wants_counted') }}
),

summed as (
    select
        month_start,
        want,
        measure,
        count(*) as clusters,
        sum(n) as n,
        sum(yes) as yes,
        sum(yes * yes) as yes_yes,
        sum(n * n) as n_n,
        sum(yes * n) as yes_n
    from counted
    group by month_start, want, measure
),

summed_weighed as (
    select
        *,
        {{ effective_n('yes', 'n', 'clusters', 'yes_yes', 'n_n', 'yes_n') }} as units
    from summed
),

shares as (
    select
        month_start,
        want,
        measure,
        cast(n as bigint) as unit_count,
        cast(clusters as bigint) as cluster_count,
        cast(yes as bigint) as yes_count,
        {{ as_double('yes') }} / n as yes_share,
        {{ wilson_low('yes * units / n', 'units') }} as yes_share_low,
        {{ wilson_high('yes * units / n', 'units') }} as yes_share_high,
        units as effective_n,
        n < {{ window('thin') }} as is_thin
    from summed_weighed
),

wants as (
    select
        shares.month_start,
        shares.want,
        shares.measure,
        measures.want_rank,
        measures.basis,
        measures.fact_id,
        shares.unit_count,
        shares.cluster_count,
        shares.yes_count,
        shares.yes_share,
        shares.yes_share_low,
        shares.yes_share_high,
        shares.effective_n,
        shares.is_thin
    from shares
    inner join {{ ref('want_measures') }} as measures
        on
            shares.want = measures.want
            and shares.measure = measures.measure
)

select * from wants
