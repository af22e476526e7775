-- depends_on: {{ ref('touched_days') }}
-- Grain: one row per queue, half hour and code of customer. Offers by the half hour
-- offered, work and presence by the half hour in which they fell.
{{ config(materialized='incremental', pre_hook='{{ delete_touched_days() }}') }}
with

split as (
    select * from {{ ref('int_contacts_split_into_intervals') }}
),

contacts as (
    select * from {{ ref('int_contacts_judged') }}
),

split_described as (
    select
        contacts.*,
        split.interval_start_at,
        {{ to_zone('split.interval_start_at', 'contacts.time_zone') }}
            as interval_local_at,
        split.activity = 'offered' and contacts.is_demand as is_offer,
        split.activity = 'offered' and contacts.is_demand and contacts.is_answered
            as is_answer,
        split.activity = 'offered' and contacts.is_demand and contacts.is_abandoned
            as is_loss,
        split.activity = 'offered' and contacts.is_called_back as is_return,
        case when split.activity = 'served' then contacts.talk_seconds * split.part end
            as talk_seconds_here,
        case when split.activity = 'served' then contacts.hold_seconds * split.part end
            as hold_seconds_here,
        case
            when split.activity = 'wrapped up' then contacts.wrap_seconds * split.part
        end as wrap_seconds_here
    from split
    inner join contacts on split.contact_id = contacts.contact_id
    where
        split.activity <> 'offered'
        or contacts.is_demand
        or contacts.is_called_back
),

counted as (
    select
        source_system,
        queue_id,
        interval_start_at,
        interval_local_at,
        {{ date_of('interval_local_at') }} as interval_date,
        customer_code,
        count(*) filter (where is_offer) as offered_count,
        count(*) filter (where is_answer) as answered_count,
        count(*) filter (where is_loss) as abandoned_count,
        count(*) filter (where is_loss and is_short_abandoned)
            as short_abandoned_count,
        count(*) filter (where is_offer and is_transfer_leg) as transferred_in_count,
        count(*) filter (where is_offer and is_callback_requested)
            as callback_requested_count,
        count(*) filter (where is_return) as called_back_count,
        count(*) filter (where is_answer and is_in_time) as answered_in_time_count,
        count(*) filter (where is_loss and is_in_time) as abandoned_in_time_count,
        count(*) filter (where is_offer and is_ring_known) as rings_known_count,
        count(*) filter (where is_answer and is_within_rings) as rings_count,
        count(*) filter (where is_answer and is_done_quickly is not null)
            as done_known_count,
        count(*) filter (where is_answer and is_done_quickly) as done_quickly_count,
        count(wait_seconds) filter (where is_answer) as wait_known_count,
        {{ as_double('coalesce(sum(wait_seconds) filter (where is_answer), 0)') }}
            as wait_seconds_sum,
        {{ as_double(
            'coalesce(sum(wait_seconds * wait_seconds) filter (where is_answer), 0)'
        ) }} as wait_seconds_sum_squares,
        {{ as_double('coalesce(sum(talk_seconds_here), 0)') }} as talk_seconds,
        {{ as_double('coalesce(sum(hold_seconds_here), 0)') }} as hold_seconds,
        {{ as_double('coalesce(sum(wrap_seconds_here), 0)') }} as wrap_seconds
    from split_described
    group by
        source_system, queue_id, interval_start_at, interval_local_at, customer_code
),

-- Nobody knows the code of who met a busy line, and agents are there for everybody.
observed as (
    select
        queues.source_system,
        observed.queue_id,
        observed.interval_start_at,
        observed.interval_local_at,
        {{ date_of('observed.interval_local_at') }} as interval_date,
        'unknown' as customer_code,
        observed.busy_count,
        observed.present_seconds
    from {{ ref('int_intervals_observed') }} as observed
    inner join {{ ref('core__queues') }} as queues
        on observed.queue_id = queues.queue_id
),

{%- set key = [
    'source_system', 'queue_id', 'interval_start_at', 'interval_local_at',
    'interval_date', 'customer_code',
] %}
{%- set figures = [
    'offered_count', 'answered_count', 'abandoned_count', 'short_abandoned_count',
    'transferred_in_count', 'callback_requested_count', 'called_back_count',
    'answered_in_time_count', 'abandoned_in_time_count', 'rings_known_count',
    'rings_count', 'done_known_count', 'done_quickly_count', 'wait_known_count',
    'wait_seconds_sum', 'wait_seconds_sum_squares', 'talk_seconds', 'hold_seconds',
    'wrap_seconds',
] %}

counted_and_observed as (
    select
        {%- for column in key %}
        coalesce(counted.{{ column }}, observed.{{ column }}) as {{ column }},
        {%- endfor %}
        {%- for column in figures %}
        coalesce(counted.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(observed.busy_count, 0) as busy_count,
        coalesce(observed.present_seconds, 0) as present_seconds
    from counted
    full outer join observed
        on
            counted.queue_id = observed.queue_id
            and counted.interval_start_at = observed.interval_start_at
            and counted.customer_code = observed.customer_code
),

intervals as (
    select
        *,
        offered_count - short_abandoned_count as due_count,
        {{ as_double('answered_in_time_count') }}
        / nullif(offered_count - short_abandoned_count, 0) as service_level_share,
        {{ wilson_low(
            'answered_in_time_count', '(offered_count - short_abandoned_count)'
        ) }} as service_level_share_low,
        {{ wilson_high(
            'answered_in_time_count', '(offered_count - short_abandoned_count)'
        ) }} as service_level_share_high,
        wait_seconds_sum / nullif(wait_known_count, 0) as speed_of_answer_seconds,
        {{ mean_low(
            'wait_known_count', 'wait_seconds_sum', 'wait_seconds_sum_squares'
        ) }} as speed_of_answer_seconds_low,
        {{ mean_high(
            'wait_known_count', 'wait_seconds_sum', 'wait_seconds_sum_squares'
        ) }} as speed_of_answer_seconds_high,
        {{ as_double('rings_count') }} / nullif(rings_known_count, 0)
            as within_rings_share,
        {{ wilson_low('rings_count', 'rings_known_count') }} as within_rings_share_low,
        {{ wilson_high('rings_count', 'rings_known_count') }}
            as within_rings_share_high,
        {{ as_double('done_quickly_count') }} / nullif(done_known_count, 0)
            as done_quickly_share,
        {{ wilson_low('done_quickly_count', 'done_known_count') }}
            as done_quickly_share_low,
        {{ wilson_high('done_quickly_count', 'done_known_count') }}
            as done_quickly_share_high,
        sum(talk_seconds + hold_seconds + wrap_seconds) over queue_interval
        / nullif(sum(present_seconds) over queue_interval, 0) as occupancy_share,
        offered_count - short_abandoned_count < {{ window('thin') }} as is_thin
    from counted_and_observed
    where {{ only_touched_days() }}
    window queue_interval as (partition by queue_id, interval_start_at)
)

select * from intervals
