-- Grain: one row per invitation as delivered, identifiers hashed.
with

invitations_renamed as (
    select
        source_system,
        source_system || ':' || invitation_id as invitation_id,
        survey,
        identifier_key,
        coalesce(customer_ref_kind, 'account') as identifier_kind,
        contact_id as delivered_contact_id,
        ticket_id as delivered_ticket_id,
        order_id as delivered_order_id,
        channel,
        sent_at,
        is_delivered,
        is_opened,
        weight,
        _load_id
    from {{ source('surveys', 'invitations') }}
)

select * from invitations_renamed
