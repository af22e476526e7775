-- Grain: one row per contact. What it cost the company, by the channel's cost of its
-- day; a transfer leg is work on the same contact and costs nothing further.
with

costs as (
    select * from {{ ref('int_channel_costs_dated') }}
),

contacts_costed as (
    select
        contacts.contact_id,
        contacts.customer_id,
        contacts.ticket_id,
        contacts.initial_contact_id,
        contacts.entered_at,
        contacts.business_date,
        case
            when contacts.is_transfer_leg then 0
            else {{ as_double('costs.cost_per_contact') }}
        end as contact_cost
    from {{ ref('core__contacts') }} as contacts
    left join costs
        on
            contacts.channel = costs.channel
            and contacts.business_date >= costs.valid_from
            and contacts.business_date < costs.valid_to
    where not contacts.is_mystery
)

select * from contacts_costed
