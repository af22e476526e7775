-- Grain: one row per pool of queues (a queue, where it is pooled with none) and half
-- hour. Staff required by two models of a queue, planned, present, and what came of it.
with

loads as (
    select * from {{ ref('int_loads_summed') }}
),

worked_out as (
    select * from {{ source('analysis', 'staffing') }}
),

loads_worked_out as (
    select
        loads.*,
        worked_out.required_erlang_c_count,
        worked_out.erlang_c_service_level_share,
        worked_out.erlang_c_occupancy_share,
        worked_out.required_erlang_a_count,
        worked_out.erlang_a_service_level_share,
        worked_out.erlang_a_occupancy_share,
        worked_out.predicted_service_level_share,
        worked_out.predicted_wait_seconds,
        worked_out.predicted_occupancy_share,
        worked_out.predicted_abandoned_share
    from loads
    inner join worked_out
        on
            loads.pool_id = worked_out.pool_id
            and loads.interval_start_at = worked_out.interval_start_at
),

staffing as (
    select
        pool_id,
        sole_queue_id as queue_id,
        interval_start_at,
        interval_local_at,
        interval_date,
        offered_count,
        handle_seconds,
        offered_count * handle_seconds / 1800 as load_erlangs,
        patience_seconds,
        patience_count,
        answer_seconds,
        service_level_standard,
        occupancy_limit,
        case
            when attainable_standard is null then 'not attainable' else 'attainable'
        end as attainability,
        required_erlang_c_count,
        erlang_c_service_level_share,
        erlang_c_occupancy_share,
        required_erlang_a_count,
        erlang_a_service_level_share,
        erlang_a_occupancy_share,
        required_erlang_a_count as required_count,
        required_erlang_a_count / nullif(1 - shrinkage, 0) as rostered_required_count,
        scheduled_count,
        present_count,
        serving_count,
        scheduled_count - required_erlang_a_count as scheduled_gap_count,
        present_count - required_erlang_a_count as present_gap_count,
        staff_count,
        case when present_count is null then 'serving' else 'presence' end
            as staff_known_from,
        predicted_service_level_share,
        predicted_wait_seconds,
        predicted_occupancy_share,
        predicted_abandoned_share,
        answered_in_time_count,
        due_count,
        {{ as_double('answered_in_time_count') }} / nullif(due_count, 0)
            as service_level_share,
        {{ wilson_low('answered_in_time_count', 'due_count') }}
            as service_level_share_low,
        {{ wilson_high('answered_in_time_count', 'due_count') }}
            as service_level_share_high,
        wait_known_count,
        {{ as_double('wait_seconds_sum') }} as wait_seconds_sum,
        wait_seconds_sum / nullif(wait_known_count, 0) as wait_seconds
    from loads_worked_out
)

select * from staffing
