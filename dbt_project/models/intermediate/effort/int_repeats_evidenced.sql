-- Grain: one row per repeat contact of a known customer. What speaks for each cause.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

contacts as (
    select * from {{ ref('core__contacts') }}
    where
        direction = 'inbound'
        and not is_transfer_leg
        and not is_mystery
        and customer_id is not null
        and {{ only_touched('owner_id') }}
),

surveyed as (
    select * from {{ ref('int_contacts_surveyed') }}
),

channels as (
    select * from {{ ref('core__channels') }}
),

next_issue_pairs as (
    select * from {{ ref('next_issue_pairs') }}
),

reopens as (
    select * from {{ ref('int_tickets_reopened') }}
),

contacts_in_order as (
    select
        *,
        lag(contact_id) over (
            partition by customer_id order by entered_at, contact_id
        ) as previous_contact_id,
        lag(contact_id) over (
            partition by customer_id, issue order by entered_at, contact_id
        ) as previous_same_issue_contact_id
    from contacts
),

-- The contact before on any issue, and the last one on the same issue in the window.
repeats as (
    select
        this.*,
        previous.issue as previous_issue,
        previous.channel as previous_channel,
        previous.agent_id as previous_agent_id,
        previous.is_resolved_recorded as is_previous_resolved,
        {{ seconds_between('previous.entered_at', 'this.entered_at') }}
            as gap_seconds,
        same_issue.entered_at as same_issue_entered_at,
        same_issue.ticket_id as same_issue_ticket_id,
        same_issue.is_abandoned as is_same_issue_abandoned,
        same_issue.is_resolved_recorded as is_same_issue_resolved,
        {{ seconds_between('same_issue.entered_at', 'this.entered_at') }}
            as same_issue_gap_seconds
    from contacts_in_order as this
    inner join contacts as previous
        on
            this.previous_contact_id = previous.contact_id
            and this.entered_at
            <= {{ add_days('previous.entered_at', window('repeat_contact')) }}
    left join contacts as same_issue
        on
            this.previous_same_issue_contact_id = same_issue.contact_id
            and this.entered_at
            <= {{ add_days('same_issue.entered_at', window('repeat_contact')) }}
),

-- Tickets of the contact before, opened again between then and now.
repeats_reopened as (
    select repeats.contact_id
    from repeats
    inner join reopens
        on
            repeats.same_issue_ticket_id = reopens.ticket_id
            and repeats.same_issue_entered_at < reopens.reopened_at
            and coalesce(repeats.ended_at, repeats.entered_at) >= reopens.reopened_at
    group by repeats.contact_id
),

repeats_evidenced as (
    select
        repeats.contact_id,
        repeats.owner_id,
        repeats.customer_id,
        repeats.customer_code,
        repeats.issue,
        repeats.channel,
        repeats.business_date,
        repeats.entered_at,
        repeats.previous_contact_id,
        repeats.previous_issue,
        repeats.previous_channel,
        repeats.gap_seconds,
        case
            when repeats.same_issue_gap_seconds is not null
                then repeats.previous_same_issue_contact_id
        end as previous_same_issue_contact_id,
        repeats.same_issue_gap_seconds,
        repeats.same_issue_gap_seconds is not null as is_same_issue,
        repeats.agent_id = repeats.previous_agent_id as is_same_agent,
        case
            when repeats.same_issue_gap_seconds is null then null
            when said_same_issue.complete_score < 50 then 'survey'
            when repeats_reopened.contact_id is not null then 'reopen'
            when not repeats.is_same_issue_resolved then 'disposition'
            when repeats.is_same_issue_abandoned then 'behaviour'
        end as unresolved_evidence,
        case
            when next_issue_pairs.pair_version is not null then 'pair'
        end as next_issue_evidence,
        case when said.believed_score < 50 then 'survey' end as emotional_evidence,
        case
            when
                not previous_channels.is_assisted
                and channels.is_assisted
                and coalesce(not repeats.is_previous_resolved, true)
                and repeats.gap_seconds <= 3600 * {{ window('channel_switch_long') }}
                then 'behaviour'
        end as channel_failure_evidence
    from repeats
    left join surveyed as said on repeats.previous_contact_id = said.contact_id
    left join surveyed as said_same_issue
        on repeats.previous_same_issue_contact_id = said_same_issue.contact_id
    left join repeats_reopened on repeats.contact_id = repeats_reopened.contact_id
    left join channels on repeats.channel = channels.channel
    left join channels as previous_channels
        on repeats.previous_channel = previous_channels.channel
    left join next_issue_pairs
        on
            repeats.previous_issue = next_issue_pairs.issue
            and repeats.issue = next_issue_pairs.next_issue
            and repeats.business_date >= next_issue_pairs.valid_from
            and coalesce(repeats.is_previous_resolved, said.complete_score > 50)
            and (
                next_issue_pairs.valid_to is null
                or repeats.business_date < next_issue_pairs.valid_to
            )
)

select * from repeats_evidenced
