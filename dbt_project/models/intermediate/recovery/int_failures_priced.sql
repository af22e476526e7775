-- Grain: one row per thing paid for because something had failed, and the part of the
-- cost of failure it is. A contact is one part's: that about a complaint is not a
-- repeat too. Money given back for goods is the sale undone, and no cost of its own.
with

repeats as (
    select contact_id
    from {{ ref('effort__repeat_contacts') }}
    where is_same_issue
),

contacts as (
    select
        costed.contact_id,
        costed.entered_at,
        costed.contact_cost,
        complaint_contacts.contact_id is not null as is_complaint
    from {{ ref('int_contacts_costed') }} as costed
    left join repeats on costed.contact_id = repeats.contact_id
    left join {{ ref('int_complaint_contacts') }} as complaint_contacts
        on costed.contact_id = complaint_contacts.contact_id
    where
        repeats.contact_id is not null
        or complaint_contacts.contact_id is not null
),

failures_priced as (
    select
        case when is_complaint then 'complaint_contacts' else 'repeat_contacts' end
            as part,
        contact_id as paid_for_id,
        entered_at as paid_at,
        contact_cost as amount
    from contacts
    union all
    select
        case
            when kind in ('replacement', 'repair', 'rework') then 'rework'
            else 'returns'
        end as part,
        return_id as paid_for_id,
        returned_at as paid_at,
        cost as amount
    from {{ ref('stg_crm__returns') }}
    union all
    select
        'compensation' as part,
        events.event_id as paid_for_id,
        events.occurred_at as paid_at,
        events.amount
    from {{ ref('core__ticket_events') }} as events
    inner join {{ ref('core__tickets') }} as tickets
        on events.ticket_id = tickets.ticket_id
    where
        events.kind = 'compensation'
        and not tickets.is_deleted
        and tickets.merged_into_ticket_id is null
)

select * from failures_priced
