-- Grain: one row per customer need. What the customer had to do until it was settled,
-- and whether it was; all but what needs the fitted weights of effort.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

summed as (
    select
        *,
        wait_seconds + talk_seconds + hold_seconds as customer_seconds,
        {{ add_days('last_contact_at', window('repeat_contact')) }}
            as ripe_at
    from {{ ref('int_needs_summed') }}
    where {{ only_touched('owner_id') }}
),

-- How far every feed that could still deliver a contact has come.
watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

needs_ripened as (
    select
        summed.*,
        coalesce(watermarks.seen_until_at >= summed.ripe_at, false)
            as is_ripe,
        -- A recorded resolution closes only where it kept quiet. A need cut by time may
        -- be followed within that window by the next.
        coalesce(
            summed.resolved_recorded_number = summed.contact_count
            and not coalesce(
                summed.next_contact_at > summed.last_contact_at
                and summed.next_contact_at
                <= {{ add_days('summed.last_contact_at', window('quiet')) }},
                false
            ),
            false
        ) as has_closing_resolution
    from summed
    cross join watermarks
),

needs_judged as (
    select
        need_id,
        owner_id,
        customer_id,
        issue,
        queue_id,
        customer_code,
        first_contact_id,
        opened_at,
        opened_date,
        last_contact_at,
        case
            when has_closing_resolution then last_ended_at
            else {{ add_days('opened_at', window('need_closes')) }}
        end as closes_at,
        case when has_closing_resolution then 'resolution' else 'time' end as closes_by,
        ripe_at,
        is_ripe,
        contact_count,
        transfer_count,
        abandoned_count,
        channel_count,
        switch_count,
        channels_in_order,
        agent_count,
        ticket_count,
        reopen_count,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        customer_seconds / 60.0 as customer_minutes,
        {{ seconds_between('opened_at', 'last_ended_at') }} / 86400.0 as days_open,
        contact_count >= {{ window('heavy_caller') }} as is_heavy_caller,
        case
            when recorded_number is not null
                then coalesce(resolved_recorded_number = recorded_number, false)
        end as is_resolved_recorded,
        case
            when stated_number is not null
                then coalesce(resolved_stated_number = stated_number, false)
        end as is_resolved_stated,
        -- Nobody can see an unknown customer come back, so nothing is observed of one.
        case
            when customer_id is null then null
            when next_contact_at > last_contact_at and next_contact_at <= ripe_at
                then false
            when is_ripe then true
        end as is_resolved_observed,
        case
            when is_ripe and customer_id is not null then contact_count = 1
        end as is_first_contact_observed,
        is_first_contact_recorded,
        is_first_contact_stated,
        effort_score,
        effort_answer_count
    from needs_ripened
)

select * from needs_judged
