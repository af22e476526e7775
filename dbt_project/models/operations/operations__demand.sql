-- Grain: one row per queue, cut (season, weekday, interval, day type) and value of it:
-- demand and staff against the mean of the queue's open days or half hours.
with

half_hours as (
    select
        opened.*,
        pools.pool_id,
        case
            when staffing.pool_id is null then 0
            else staffing.required_count
        end as required_count,
        staffing.pool_id is null
        or staffing.required_count is not null as is_required_known
    from {{ ref('int_half_hours_opened') }} as opened
    inner join {{ ref('int_queues_pooled') }} as pools
        on opened.queue_id = pools.queue_id
    left join {{ ref('operations__staffing') }} as staffing
        on
            pools.pool_id = staffing.pool_id
            and opened.interval_start_at = staffing.interval_start_at
),

days as (
    select
        queue_id,
        interval_date,
        weekday,
        is_holiday,
        sum(offered_count) as offered_count,
        sum(required_count) as required_sum,
        count(*) filter (where is_required_known) as required_known_count
    from half_hours
    group by queue_id, interval_date, weekday, is_holiday
),

-- Seasons, weekdays and day types are counted in days, intervals in half hours.
units as (
    select
        queue_id,
        'season' as cut,
        {{ month_number('interval_date') }} as cut_value,
        is_holiday,
        offered_count,
        required_sum,
        required_known_count
    from days
    where not is_holiday
    union all
    select
        queue_id,
        'weekday' as cut,
        cast(weekday as text) as cut_value,
        is_holiday,
        offered_count,
        required_sum,
        required_known_count
    from days
    where not is_holiday
    union all
    select
        queue_id,
        'day type' as cut,
        case when is_holiday then 'holiday' else 'ordinary' end as cut_value,
        is_holiday,
        offered_count,
        required_sum,
        required_known_count
    from days
    union all
    select
        queue_id,
        'interval' as cut,
        {{ clock_time('interval_local_at') }} as cut_value,
        is_holiday,
        offered_count,
        required_count as required_sum,
        case when is_required_known then 1 else 0 end as required_known_count
    from half_hours
    where not is_holiday
),

usual as (
    select
        queue_id,
        cut,
        {{ as_double('sum(offered_count)') }} / count(*) as usual_count,
        {{ as_double('sum(required_sum)') }} / nullif(sum(required_known_count), 0)
            as usual_required_count
    from units
    where not is_holiday
    group by queue_id, cut
),

cuts as (
    select
        queue_id,
        cut,
        cut_value,
        count(*) as open_count,
        cast(sum(offered_count) as bigint) as offered_count,
        {{ as_double('sum(offered_count * offered_count)') }} as offered_sum_squares,
        {{ as_double('coalesce(sum(required_sum), 0)') }} as required_sum,
        cast(sum(required_known_count) as bigint) as required_known_count
    from units
    group by queue_id, cut, cut_value
),

cuts_compared as (
    select
        cuts.*,
        {{ as_double('cuts.offered_count') }} / cuts.open_count as mean_count,
        usual.usual_count,
        {{ as_double('cuts.offered_count') }} / cuts.open_count
        / nullif(usual.usual_count, 0) as demand_index,
        {{ mean_low(
            'cuts.open_count', 'cuts.offered_count', 'cuts.offered_sum_squares'
        ) }} / nullif(usual.usual_count, 0) as demand_index_low,
        {{ mean_high(
            'cuts.open_count', 'cuts.offered_count', 'cuts.offered_sum_squares'
        ) }} / nullif(usual.usual_count, 0) as demand_index_high,
        usual.usual_required_count,
        cuts.required_sum
        / nullif(cuts.required_known_count, 0)
        / nullif(usual.usual_required_count, 0) as staff_index
    from cuts
    left join usual on cuts.queue_id = usual.queue_id and cuts.cut = usual.cut
),

demand as (
    select
        *,
        max(demand_index) over (partition by queue_id, cut) as peak_factor_calls,
        max(staff_index) over (partition by queue_id, cut) as peak_factor_staff,
        open_count < {{ window('thin') }} as is_thin
    from cuts_compared
)

select * from demand
