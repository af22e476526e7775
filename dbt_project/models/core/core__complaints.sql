-- Grain: one row per complaint case: what a customer complained of by ticket, contact
-- or survey, each within the window of the one before.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

tickets as (
    select * from {{ ref('core__tickets') }}
    where
        is_complaint
        and not is_deleted
        and merged_into_ticket_id is null
        and {{ only_touched('owner_id') }}
),

-- A contact about a complaint's ticket belongs to the ticket's time.
contacts as (
    select
        contacts.owner_id,
        contacts.customer_id,
        coalesce(
            least(tickets.opened_at, contacts.entered_at), contacts.entered_at
        ) as opened_at,
        contacts.ticket_id,
        contacts.contact_id
    from {{ ref('core__contacts') }} as contacts
    left join tickets
        on
            contacts.ticket_id = tickets.ticket_id
            and contacts.owner_id = tickets.owner_id
    where
        contacts.origin = 'contact'
        and not contacts.is_mystery
        and (contacts.issue = 'complaint' or lower(contacts.reason) = 'complaint')
        and {{ only_touched('contacts.owner_id') }}
),

answers as (
    select *
    from {{ ref('core__survey_answers') }}
    where
        measure = 'complained'
        and value > 0
        and respondent = 'customer'
        and submitted_at is not null
        and {{ only_touched('owner_id') }}
),

voices as (
    select
        owner_id,
        customer_id,
        opened_at,
        1 as origin_rank,
        'ticket' as origin,
        ticket_id as voice_id,
        ticket_id,
        contact_id
    from tickets
    union all
    select
        owner_id,
        customer_id,
        opened_at,
        2 as origin_rank,
        'contact' as origin,
        contact_id as voice_id,
        ticket_id,
        contact_id
    from contacts
    union all
    select
        owner_id,
        customer_id,
        submitted_at as opened_at,
        3 as origin_rank,
        'survey' as origin,
        answer_id as voice_id,
        ticket_id,
        contact_id
    from answers
),

voices_spaced as (
    select
        *,
        case
            when
                {{ seconds_between('lag(opened_at) over by_owner', 'opened_at') }}
                <= 86400 * {{ window('complaint_case') }}
                then 0
            else 1
        end as is_first
    from voices
    window by_owner as (partition by owner_id order by opened_at, origin_rank, voice_id)
),

voices_numbered as (
    select
        *,
        sum(is_first) over (
            partition by owner_id
            order by opened_at, origin_rank, voice_id
            rows between unbounded preceding and current row
        ) as case_number
    from voices_spaced
),

voices_ranked as (
    select
        *,
        row_number() over (
            partition by owner_id, case_number, ticket_id is null
            order by opened_at, origin_rank, voice_id
        ) as ticket_rank,
        row_number() over (
            partition by owner_id, case_number, contact_id is null
            order by opened_at, origin_rank, voice_id
        ) as contact_rank
    from voices_numbered
),

-- The case is named after its first voice; the first ticket and the first contact lead.
complaints as (
    select
        {{ hash_text(
            "'complaint|' || max(case when is_first = 1 then voice_id end)"
        ) }} as complaint_id,
        min(customer_id) as customer_id,
        owner_id,
        min(opened_at) as opened_at,
        max(opened_at) as last_voiced_at,
        min(case when is_first = 1 then origin end) as origin,
        min(case when ticket_rank = 1 then ticket_id end) as ticket_id,
        min(case when contact_rank = 1 then contact_id end) as contact_id,
        count(*) as voice_count,
        count(*) filter (where origin = 'ticket') as ticket_count
    from voices_ranked
    group by owner_id, case_number
)

select * from complaints
