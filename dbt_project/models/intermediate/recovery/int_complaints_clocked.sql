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
        {% for due in ['first_response', 'resolution'] -%}
        case
            when complaints.clock_id is null
                then {{ add_seconds(
                    'complaints.opened_at', 'complaints.' ~ due ~ '_allowed_seconds'
                ) }}
            else {{ add_seconds(
                due ~ '_spans.opens_at',
                'complaints.opened_seconds + complaints.' ~ due ~ '_allowed_seconds'
                ~ ' - ' ~ due ~ '_spans.seconds_before'
            ) }}
        end as {{ due }}_due_at{{ ',' if not loop.last }}
        {% endfor %}
    from complaints
    {%- for due in ['first_response', 'resolution'] %}
    {%- set reached = 'complaints.opened_seconds + complaints.' ~ due
        ~ '_allowed_seconds' %}
    left join spans as {{ due }}_spans
        on
            complaints.clock_id = {{ due }}_spans.clock_id
            and {{ reached }} > {{ due }}_spans.seconds_before
            and {{ reached }} <= {{ due }}_spans.seconds_after
    {%- endfor %}
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
