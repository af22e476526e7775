-- Grain: one row per queue and day on which a contact's time falls that has changed,
-- kept until a whole build has succeeded. Built before core.contacts is replaced.
{{ config(materialized='incremental') }}
{%- set built_contacts = built_relation('build_core', 'contacts') %}
with

contacts_now as (
    select * from {{ ref('int_contacts_rebuilt') }}
    where {{ only_touched('owner_id') }}
),

{%- if built_contacts and is_incremental() %}
{%- set compared %}
        contact_id, owner_id, customer_code, issue, queue_id, channel, direction, initiation,
        ticket_id, initial_contact_id, is_transfer_leg, is_mystery, is_offered, is_answered,
        is_abandoned, is_short_abandoned, is_callback_requested, is_resolved_recorded,
        entered_at, offered_at, answered_at, ended_at, rings, wait_seconds, talk_seconds,
        hold_seconds, wrap_seconds
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

-- A contact after midnight also counts on the day on which it ends, wrap-up included.
spans as (
    select
        contacts_changed.queue_id,
        cast({{ to_zone('contacts_changed.entered_at', 'queues.time_zone') }} as date)
            as first_day,
        cast({{ to_zone(
            add_seconds(
                'coalesce(contacts_changed.ended_at, contacts_changed.entered_at)',
                'coalesce(contacts_changed.wrap_seconds, 0)'
            ),
            'queues.time_zone'
        ) }} as date) as last_day
    from contacts_changed
    inner join {{ ref('int_queues_zoned') }} as queues
        on contacts_changed.queue_id = queues.queue_id
),

touched_days as (
    select distinct
        spans.queue_id,
        series.day
    from spans
    cross join lateral (
        {{ day_series('spans.first_day', 'spans.last_day') }}
    ) as series
)

select * from touched_days
