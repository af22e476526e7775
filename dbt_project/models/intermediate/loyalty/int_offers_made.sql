-- Grain: one row per service contact with a person (a leg that an agent answered), in
-- systems that record offers. Whether something was offered with the customer's code
-- shown or not, whether it was accepted, and what was ordered on it.
{{ config(materialized='table') }}
with

recorded as (
    select * from {{ ref('stg_telephony__contacts') }}
),

-- Of systems that record neither offers nor codes nothing can be said.
systems as (
    select distinct source_system
    from recorded
    where offer_id is not null or code_shown is not null
),

contacts as (
    select
        contacts.contact_id,
        contacts.customer_id,
        contacts.entered_at,
        {{ month_of('contacts.business_date') }} as month_start,
        coalesce(contacts.customer_code, 'unknown') as code,
        recorded.code_shown is not null as is_code_shown,
        recorded.offer_id,
        recorded.offer_id is not null as is_offered,
        coalesce(recorded.offer_outcome = 'accepted', false)
        and recorded.offer_id is not null as is_accepted,
        coalesce(contacts.ended_at, contacts.entered_at) as ended_at
    from {{ ref('core__contacts') }} as contacts
    inner join recorded on contacts.contact_id = recorded.contact_id
    inner join systems on contacts.source_system = systems.source_system
    where
        contacts.direction = 'inbound'
        and contacts.is_answered
        and not contacts.is_mystery
),

-- A complaint is open until its ticket is solved, without a ticket for `settled_by`.
complaints as (
    select
        complaints.customer_id,
        complaints.opened_at,
        case
            when complaints.ticket_id is null
                then {{ add_days('complaints.opened_at', window('settled_by')) }}
            else tickets.solved_at
        end as closed_at
    from {{ ref('core__complaints') }} as complaints
    left join {{ ref('core__tickets') }} as tickets
        on complaints.ticket_id = tickets.ticket_id
    where complaints.customer_id is not null
),

contacts_complaining as (
    select distinct contacts.contact_id
    from contacts
    inner join complaints
        on
            contacts.customer_id = complaints.customer_id
            and contacts.ended_at >= complaints.opened_at
            and (
                complaints.closed_at is null
                or contacts.entered_at < complaints.closed_at
            )
),

-- An order belongs to the customer's last contact with its offer.
orders_offered as (
    select
        orders.order_id,
        orders.revenue,
        contacts.contact_id,
        row_number() over (
            partition by orders.order_id
            order by contacts.entered_at desc, contacts.contact_id desc
        ) as nearness
    from {{ ref('core__orders') }} as orders
    inner join contacts
        on
            orders.offer_id = contacts.offer_id
            and orders.customer_id = contacts.customer_id
            and orders.ordered_at >= contacts.entered_at
),

orders_summed as (
    select
        contact_id,
        count(*) as order_count,
        sum(revenue) as revenue
    from orders_offered
    where nearness = 1
    group by contact_id
),

offers_made as (
    select
        contacts.contact_id,
        -- Who nobody knows is a customer of that contact alone.
        coalesce(contacts.customer_id, contacts.contact_id) as unit_id,
        contacts.month_start,
        contacts.code,
        contacts.is_code_shown,
        contacts.is_offered,
        contacts.is_accepted,
        complaining.contact_id is not null as has_open_complaint,
        coalesce(orders.order_count, 0) as order_count,
        {{ as_double('coalesce(orders.revenue, 0)') }} as revenue
    from contacts
    left join contacts_complaining as complaining
        on contacts.contact_id = complaining.contact_id
    left join orders_summed as orders on contacts.contact_id = orders.contact_id
)

select * from offers_made
