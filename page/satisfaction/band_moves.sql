-- Grain: one row per month, survey and scale, band before and band now. A second scale
-- of a survey is named.
with

scales as (
    select
        *,
        dense_rank() over (
            partition by survey order by scale_low, scale_high, direction
        ) as scale_rank
    from satisfaction.band_moves
    where period = 'month'
),

moves as (
    select
        period_start,
        survey
        || case
            when scale_rank > 1
                then
                    ' ' || cast(scale_low as bigint) || ' to '
                    || cast(scale_high as bigint)
                    || case direction
                        when 'lower_better' then ', low is good' else ''
                    end
            else ''
        end as survey,
        band_before,
        band_now,
        customer_count,
        band_before_count
    from scales
),

bands as (
    select
        'very_satisfied' as band,
        'very satisfied' as band_name,
        1 as band_rank
    union all
    select
        'satisfied' as band,
        'satisfied' as band_name,
        2 as band_rank
    union all
    select
        'barely_satisfied' as band,
        'barely satisfied' as band_name,
        3 as band_rank
    union all
    select
        'dissatisfied' as band,
        'dissatisfied' as band_name,
        4 as band_rank
),

befores as (
    select
        period_start,
        survey,
        band_before,
        max(band_before_count) as before_count
    from moves
    group by period_start, survey, band_before
),

-- A move that nobody made counts as none.
moves_filled as (
    select
        befores.period_start as month_start,
        befores.survey,
        was.band_name || ', ' || befores.survey as band_was,
        was.band_rank as band_was_rank,
        now.band_name as band_now,
        now.band_rank as band_now_rank,
        befores.before_count,
        coalesce(moves.customer_count, 0) as moved_count
    from befores
    inner join bands as was on befores.band_before = was.band
    cross join bands as now
    left join moves
        on
            befores.period_start = moves.period_start
            and befores.survey = moves.survey
            and befores.band_before = moves.band_before
            and now.band = moves.band_now
)

select * from moves_filled
order by survey, band_was_rank, band_now_rank, month_start
