-- Grain: one row per customer need. Its contacts and legs added up, not yet judged.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

assigned as (
    select * from {{ ref('int_contacts_assigned_to_needs') }}
    where {{ only_touched('owner_id') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
),

tickets as (
    select
        ticket_id,
        reopen_count
    from {{ ref('core__tickets') }}
),

surveyed as (
    select * from {{ ref('int_contacts_surveyed') }}
),

contacts_placed as (
    select
        assigned.need_id,
        assigned.owner_id,
        assigned.first_contact_id,
        assigned.contact_number,
        assigned.is_transfer_leg,
        assigned.next_contact_at,
        contacts.customer_id,
        contacts.contact_id,
        contacts.issue,
        contacts.queue_id,
        contacts.customer_code,
        contacts.business_date,
        contacts.entered_at,
        contacts.channel,
        contacts.agent_id,
        contacts.is_resolved_recorded,
        contacts.is_abandoned,
        coalesce(contacts.ended_at, contacts.entered_at) as ended_at,
        coalesce(contacts.wait_seconds, 0) as wait_seconds,
        coalesce(contacts.talk_seconds, 0) as talk_seconds,
        coalesce(contacts.hold_seconds, 0) as hold_seconds,
        surveyed.effort_score,
        surveyed.complete_score,
        lag(contacts.channel) over (
            partition by assigned.need_id, assigned.is_transfer_leg
            order by assigned.contact_number
        ) as previous_channel,
        row_number() over (
            partition by assigned.owner_id, contacts.ticket_id
            order by contacts.entered_at, contacts.contact_id
        ) as ticket_position,
        contacts.ticket_id
    from assigned
    inner join contacts on assigned.contact_id = contacts.contact_id
    left join surveyed on assigned.contact_id = surveyed.contact_id
),

contacts_described as (
    select
        contacts_placed.*,
        not contacts_placed.is_transfer_leg
        and contacts_placed.contact_number = 1 as is_first,
        not contacts_placed.is_transfer_leg
        and coalesce(contacts_placed.channel <> contacts_placed.previous_channel, true)
            as is_channel_entered,
        tickets.reopen_count
    from contacts_placed
    left join tickets
        on
            contacts_placed.ticket_id = tickets.ticket_id
            and contacts_placed.ticket_position = 1
),

needs_summed as (
    select
        need_id,
        owner_id,
        first_contact_id,
        min(case when is_first then customer_id end) as customer_id,
        min(case when is_first then issue end) as issue,
        min(case when is_first then queue_id end) as queue_id,
        min(case when is_first then customer_code end) as customer_code,
        min(case when is_first then business_date end) as opened_date,
        min(case when is_first then entered_at end) as opened_at,
        max(case when not is_transfer_leg then entered_at end) as last_contact_at,
        max(ended_at) as last_ended_at,
        max(next_contact_at) as next_contact_at,
        count(*) filter (where not is_transfer_leg) as contact_count,
        count(*) filter (where is_transfer_leg) as transfer_count,
        count(*) filter (where not is_transfer_leg and is_abandoned)
            as abandoned_count,
        count(distinct channel) as channel_count,
        count(*) filter (where is_channel_entered) - 1 as switch_count,
        {{ joined_in_order(
            'case when is_channel_entered then channel end', ' > ', 'contact_number'
        ) }} as channels_in_order,
        count(distinct agent_id) as agent_count,
        count(distinct ticket_id) as ticket_count,
        cast(coalesce(sum(reopen_count), 0) as bigint) as reopen_count,
        {{ as_double('sum(wait_seconds)') }} as wait_seconds,
        {{ as_double('sum(talk_seconds)') }} as talk_seconds,
        {{ as_double('sum(hold_seconds)') }} as hold_seconds,
        bool_or(case when is_first then is_resolved_recorded end)
            as is_first_contact_recorded,
        bool_or(case when is_first then complete_score > 50 end)
            as is_first_contact_stated,
        max(case when is_resolved_recorded then contact_number end)
            as resolved_recorded_number,
        max(case when is_resolved_recorded is not null then contact_number end)
            as recorded_number,
        max(case when complete_score > 50 then contact_number end)
            as resolved_stated_number,
        max(case when complete_score is not null then contact_number end)
            as stated_number,
        {{ as_double('avg(effort_score)') }} as effort_score,
        count(effort_score) as effort_answer_count
    from contacts_described
    group by need_id, owner_id, first_contact_id
)

select * from needs_summed
