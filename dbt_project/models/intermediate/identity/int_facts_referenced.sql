-- Grain: one row per fact that may have a customer, with what it says about whose it
-- is.
{{ config(materialized='table') }}
with

contacts as (
    select
        'contacts' as fact,
        contact_id as fact_id,
        delivered_contact_id as delivered_id,
        source_system,
        entered_at as happened_at,
        identifier_key,
        identifier_kind,
        initial_contact_id,
        cast(null as text) as delivered_contact_id,
        delivered_ticket_id,
        delivered_order_id,
        _load_id
    from {{ ref('stg_telephony__contacts') }}
    where disposition is null or disposition <> 'void'
),

tickets as (
    select
        'tickets' as fact,
        ticket_id as fact_id,
        delivered_ticket_id as delivered_id,
        source_system,
        opened_at as happened_at,
        identifier_key,
        identifier_kind,
        cast(null as text) as initial_contact_id,
        delivered_contact_id,
        cast(null as text) as delivered_ticket_id,
        delivered_order_id,
        _load_id
    from {{ ref('stg_tickets__tickets') }}
),

-- A response says whose it is itself, or its invitation does.
responses as (
    select
        'responses' as fact,
        responses.response_id as fact_id,
        cast(null as text) as delivered_id,
        responses.source_system,
        coalesce(
            responses.submitted_at,
            responses.started_at,
            invitations.sent_at,
            timestamp '0001-01-01'
        ) as happened_at,
        coalesce(responses.identifier_key, invitations.identifier_key)
            as identifier_key,
        case
            when responses.identifier_key is not null then responses.identifier_kind
            else invitations.identifier_kind
        end as identifier_kind,
        cast(null as text) as initial_contact_id,
        coalesce(responses.delivered_contact_id, invitations.delivered_contact_id)
            as delivered_contact_id,
        coalesce(responses.delivered_ticket_id, invitations.delivered_ticket_id)
            as delivered_ticket_id,
        coalesce(responses.delivered_order_id, invitations.delivered_order_id)
            as delivered_order_id,
        greatest(responses._load_id, coalesce(invitations._load_id, 0)) as _load_id
    from {{ ref('stg_surveys__responses') }} as responses
    left join {{ ref('stg_surveys__invitations') }} as invitations
        on responses.invitation_id = invitations.invitation_id
),

orders as (
    select
        'orders' as fact,
        order_id as fact_id,
        delivered_order_id as delivered_id,
        source_system,
        ordered_at as happened_at,
        party_id as identifier_key,
        'account' as identifier_kind,
        cast(null as text) as initial_contact_id,
        cast(null as text) as delivered_contact_id,
        cast(null as text) as delivered_ticket_id,
        cast(null as text) as delivered_order_id,
        _load_id
    from {{ ref('stg_crm__orders') }}
),

facts_referenced as (
    select * from contacts
    union all
    select * from tickets
    union all
    select * from responses
    union all
    select * from orders
)

select * from facts_referenced
