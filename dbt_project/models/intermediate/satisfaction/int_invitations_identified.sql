-- Grain: one row per invitation, with the segment of the customer whom its identifier
-- names at that time.
with

invitations as (
    select
        invitations.*,
        {{ date_of(
            to_zone('invitations.sent_at', "coalesce(systems.time_zone, 'UTC')")
        ) }} as sent_date
    from {{ ref('stg_surveys__invitations') }} as invitations
    left join {{ source('audit', 'systems') }} as systems
        on invitations.source_system = systems.source_system
),

invitations_named as (
    select
        invitations.invitation_id,
        invitations.survey,
        coalesce(invitations.channel, 'any') as channel,
        invitations.sent_date,
        invitations.is_delivered,
        invitations.is_opened,
        coalesce(resolved.customer_id, accounts.customer_id) as customer_id
    from invitations
    left join {{ ref('int_identifiers_resolved') }} as resolved
        on
            invitations.identifier_key = resolved.identifier_key
            and invitations.sent_at >= resolved.valid_from
            and invitations.sent_at < resolved.valid_to
    left join {{ ref('int_customer_identities') }} as accounts
        on
            invitations.identifier_key = accounts.party_id
            and invitations.identifier_kind = 'account'
),

invitations_identified as (
    select
        invitations_named.*,
        coalesce(customers.segment, 'unknown') as segment
    from invitations_named
    left join {{ ref('core__customers') }} as customers
        on invitations_named.customer_id = customers.customer_id
)

select * from invitations_identified
