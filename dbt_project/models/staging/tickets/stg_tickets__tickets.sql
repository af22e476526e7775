-- Grain: one row per ticket as it stands, identifiers hashed.
with

tickets_renamed as (
    select
        source_system,
        source_system || ':' || ticket_id as ticket_id,
        ticket_id as delivered_ticket_id,
        identifier_key,
        coalesce(customer_ref_kind, 'account') as identifier_kind,
        requester_key,
        opened_at,
        coalesce(channel, 'other') as channel,
        brand,
        kind,
        {{ trimmed('issue') }} as delivered_issue,
        severity,
        stage,
        touchpoint,
        cause,
        status,
        priority,
        team,
        {{ agent_id('source_system', 'assignee_ref') }} as agent_id,
        order_id as delivered_order_id,
        contact_id as delivered_contact_id,
        first_response_at,
        solved_at,
        closed_at,
        reopen_count as reopen_recorded_count,
        source_system || ':' || merged_into_ticket_id as merged_into_ticket_id,
        coalesce(is_deleted, false) as is_deleted,
        _load_id
    from {{ source('tickets', 'tickets') }}
)

select * from tickets_renamed
