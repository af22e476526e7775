-- Grain: one row per contact: each leg of a call or session, mail, self-service
-- session, and each contact that only a ticket tells of. Replaced only after the days
-- that change have been noted:
-- depends_on: {{ ref('touched_days') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

contacts as (
    select
        contact_id,
        source_system,
        initial_contact_id,
        parent_contact_id,
        is_transfer_leg,
        customer_id,
        owner_id,
        ticket_id,
        order_id,
        channel,
        direction,
        initiation,
        queue_id,
        issue,
        reason,
        entered_at,
        menu_left_at,
        queued_at,
        answered_at,
        ended_at,
        offered_at,
        is_offered,
        is_answered,
        is_abandoned,
        is_short_abandoned,
        is_callback_requested,
        rings,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        hold_count,
        wrap_seconds,
        agent_id,
        disposition,
        is_resolved_recorded,
        is_mystery,
        customer_code,
        business_date,
        origin
    from {{ ref('int_contacts_rebuilt') }}
    where {{ only_touched('owner_id') }}
)

select * from contacts
