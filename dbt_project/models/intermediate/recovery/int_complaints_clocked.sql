-- Grain: one row per complaint. When it was answered and settled, and what the clock of
-- its standards shows.
{{ config(materialized='table') }}
with

complaints as (
    select
        described.*,
        timed.opened_seconds,
        timed.answered_seconds,
        timed.settled_seconds,
        timed.waited_seconds,
        3600 * {{ window_of_queue('first_response', 'described.queue_id') }}
            as first_response_allowed_seconds,
        3600 * {{ window_of_queue('resolution', 'described.queue_id') }}
        + timed.waited_seconds as resolution_allowed_seconds
    from {{ ref('int_complaints_described') }} as described
    inner join {{ ref('int_complaints_timed') }} as timed
        on described.complaint_id = timed.complaint_id
),

spans as (
    select
        *,
        seconds_before + {{ seconds_between('opens_at', 'closes_at') }} as seconds_after
    from {{ ref('int_schedules_unrolled') }}
),

-- A standard runs out in the span in which the clock reaches it.
complaints_due as (
    select
        complaints.*,
        case
            when complaints.clock_id is null
                then {{ add_seconds(
                    'complaints.opened_at', 'complaints.first_response_allowed_seconds'
                ) }}
            else {{ add_seconds(
                'answer_spans.opens_at',
                'complaints.opened_seconds + complaints.first_response_allowed_seconds'
                ~ ' - answer_spans.seconds_before'
            ) }}
        end as first_response_due_at,
        case
            when complaints.clock_id is null
                then {{ add_seconds(
                    'complaints.opened_at', 'complaints.resolution_allowed_seconds'
                ) }}
            else {{ add_seconds(
                'settle_spans.opens_at',
                'complaints.opened_seconds + complaints.resolution_allowed_seconds'
                ~ ' - settle_spans.seconds_before'
            ) }}
        end as resolution_due_at
    from complaints
    left join spans as answer_spans
        on
            complaints.clock_id = answer_spans.clock_id
            and complaints.opened_seconds + complaints.first_response_allowed_seconds
            > answer_spans.seconds_before
            and complaints.opened_seconds + complaints.first_response_allowed_seconds
            <= answer_spans.seconds_after
    left join spans as settle_spans
        on
            complaints.clock_id = settle_spans.clock_id
            and complaints.opened_seconds + complaints.resolution_allowed_seconds
            > settle_spans.seconds_before
            and complaints.opened_seconds + complaints.resolution_allowed_seconds
            <= settle_spans.seconds_after
),

complaints_clocked as (
    select
        complaint_id,
        owner_id,
        customer_id,
        opened_at,
        last_voiced_at,
        voice_count,
        merged_ticket_count,
        origin,
        ticket_id,
        contact_id,
        issue,
        channel,
        severity,
        stage,
        touchpoint,
        cause,
        team,
        agent_id,
        order_id,
        reopen_count,
        first_response_at,
        resolved_at,
        case when clock_id is null then 'calendar hours' else 'business hours' end
            as clock,
        waited_seconds,
        {{ seconds_between('opened_at', 'first_response_at') }}
            as first_response_seconds,
        answered_seconds - opened_seconds as first_response_clock_seconds,
        settled_seconds - opened_seconds - waited_seconds as resolution_seconds,
        {{ seconds_between('opened_at', 'resolved_at') }} as time_to_settle_seconds,
        first_response_due_at,
        resolution_due_at
    from complaints_due
)

select * from complaints_clocked
