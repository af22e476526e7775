-- Grain: one row per queue and day on which a contact's time, presence or busy attempts
-- fall that have changed, kept until a whole build has succeeded. Built before
-- core.contacts is replaced.
{{ config(materialized='incremental') }}
{%- set built_contacts = built_relation('build_core', 'contacts') %}
with

contacts_now as (
    select * from {{ ref('int_contacts_rebuilt') }}
    where {{ only_touched('owner_id') }}
),

{%- if built_contacts and is_incremental() %}
{%- set compared %}
        contact_id, owner_id, customer_code, issue, queue_id, channel, direction,
        initiation, ticket_id, initial_contact_id, is_transfer_leg, is_mystery,
        is_offered, is_answered, is_abandoned, is_short_abandoned,
        is_callback_requested, is_resolved_recorded, entered_at, offered_at,
        answered_at, ended_at, rings, wait_seconds, talk_seconds, hold_seconds,
        wrap_seconds
{%- endset %}

contacts_before as (
    select * from {{ built_contacts }}
    where {{ only_touched('owner_id') }}
),

contacts_changed as (
    (
        select {{ compared }} from contacts_now
        except
        select {{ compared }} from contacts_before
    )
    union all
    (
        select {{ compared }} from contacts_before
        except
        select {{ compared }} from contacts_now
    )
),
{%- else %}

contacts_changed as (
    select * from contacts_now
    where false
),
{%- endif %}

-- A contact's time runs from when it came to when its work was done, perhaps days
-- later.
moments as (
    select
        queue_id,
        least(entered_at, offered_at, answered_at) as first_at,
        greatest(
            entered_at,
            offered_at,
            ended_at,
            {{ add_seconds(
                'coalesce(answered_at, offered_at, entered_at)',
                'coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0)
                + coalesce(wrap_seconds, 0)'
            ) }}
        ) as last_at
    from contacts_changed
),

moments_local as (
    select
        moments.queue_id,
        moments.first_at,
        moments.last_at,
        {{ to_zone('moments.first_at', 'queues.time_zone') }} as first_local_at,
        {{ to_zone('moments.last_at', 'queues.time_zone') }} as last_local_at
    from moments
    left join {{ ref('int_queues_zoned') }} as queues
        on moments.queue_id = queues.queue_id
),

-- The zone of a queue that no record names any more is not known: a day on either side
-- covers every zone.
spans as (
    select
        queue_id,
        cast(coalesce(first_local_at, {{ add_days('first_at', '-1') }}) as date)
            as first_day,
        cast(coalesce(last_local_at, {{ add_days('last_at', '1') }}) as date)
            as last_day
    from moments_local
),

spans_days as (
    select
        spans.queue_id,
        series.day
    from spans
    cross join lateral (
        {{ day_series('spans.first_day', 'spans.last_day') }}
    ) as series
),

{%- set observed_anew = ref('int_days_observed_anew') %}

touched_days as (
    select
        queue_id,
        day
    from spans_days
    union
    select
        queue_id,
        day
    from {{ observed_anew }}
    where {{ 'true' if built_contacts and is_incremental() else 'false' }}
)

select * from touched_days
