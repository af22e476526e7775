-- Grain: one row per contact. What it cost the company, by the channel's cost of its
-- day; a transfer leg is work on the same contact and costs nothing further.
with

-- Where several systems deliver a cost of the same day, the lower one holds.
costs as (
    select
        channel,
        valid_from,
        min(cost_per_contact) as cost_per_contact,
        lead(valid_from) over (partition by channel order by valid_from) as valid_to
    from {{ ref('stg_crm__channel_costs') }}
    group by channel, valid_from
),

contacts_costed as (
    select
        contacts.contact_id,
        contacts.customer_id,
        contacts.ticket_id,
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
            and contacts.business_date < coalesce(costs.valid_to, date '9999-12-31')
    where not contacts.is_mystery
)

select * from contacts_costed
