-- Grain: one row per delivered contact that the system does not say to ignore.
{{ config(materialized='table') }}
with

contacts_owned as (
    select * from {{ ref('int_contacts_owned') }}
    where {{ only_touched('owner_id') }}
),

contacts as (
    select
        contacts.*,
        contacts_owned.customer_id,
        contacts_owned.owner_id,
        contacts_owned.ticket_id,
        contacts_owned.order_id,
        issues.issue,
        coalesce(contacts.queued_at, contacts.answered_at) as offered_at,
        contacts.queued_at is not null or contacts.answered_at is not null
            as is_offered,
        contacts.answered_at is not null as is_answered
    from contacts_owned
    inner join {{ ref('stg_telephony__contacts') }} as contacts
        on contacts_owned.contact_id = contacts.contact_id
    left join {{ ref('int_issues_conformed') }} as issues
        on
            contacts.source_system = issues.source_system
            and contacts.delivered_issue = issues.delivered_issue
),

contacts_timed as (
    select
        *,
        coalesce(delivered_direction, 'inbound') as direction,
        case
            when
                parent_contact_id is not null
                and coalesce(delivered_initiation, 'inbound') = 'inbound'
                then 'transfer'
            else coalesce(delivered_initiation, delivered_direction, 'inbound')
        end as initiation,
        case
            when is_offered then coalesce(
                recorded_wait_seconds,
                {{ seconds_between('queued_at', 'coalesce(answered_at, ended_at)') }},
                case when queued_at is null then 0 end
            )
        end as waited_seconds,
        case
            when is_answered then coalesce(
                recorded_talk_seconds,
                {{ seconds_between('answered_at', 'ended_at') }}
                - coalesce(hold_seconds, 0)
            )
        end as talked_seconds
    from contacts
),

-- Offered, not answered, and given up in the queue: neither in the menu, nor for a
-- call-back, nor still waiting.
contacts_judged as (
    select
        contact_id,
        source_system,
        initial_contact_id,
        parent_contact_id,
        initiation = 'transfer' as is_transfer_leg,
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
        is_offered
        and not is_answered
        and not is_callback_requested
        and coalesce(abandoned_where, 'queue') = 'queue'
        and (
            abandoned_where is not null
            or coalesce(disposition = 'abandoned', false)
            or (disposition is null and ended_at is not null)
        ) as is_abandoned,
        is_callback_requested,
        rings,
        -- Clocks of queue and agent overlap by a second or two: nobody waits less than
        -- 0.
        case when waited_seconds < 0 then 0 else waited_seconds end as wait_seconds,
        case when talked_seconds < 0 then 0 else talked_seconds end as talk_seconds,
        hold_seconds,
        hold_count,
        wrap_seconds,
        agent_id,
        disposition,
        case disposition when 'resolved' then true when 'unresolved' then false end
            as is_resolved_recorded,
        is_mystery,
        'contact' as origin
    from contacts_timed
)

select * from contacts_judged
