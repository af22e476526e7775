-- Grain: one row per response as delivered, identifiers hashed.
with

responses_renamed as (
    select
        source_system,
        source_system || ':' || response_id as response_id,
        source_system || ':' || invitation_id as invitation_id,
        survey,
        wave,
        coalesce(respondent, 'customer') as respondent,
        identifier_key,
        coalesce(customer_ref_kind, 'account') as identifier_kind,
        contact_id as delivered_contact_id,
        ticket_id as delivered_ticket_id,
        order_id as delivered_order_id,
        team,
        filled_by,
        started_at,
        submitted_at,
        coalesce(is_finished, submitted_at is not null) as is_finished,
        mode,
        weight,
        language,
        _load_id
    from {{ source('surveys', 'responses') }}
)

select * from responses_renamed
