-- Grain: one row per leg of a contact, as delivered or assembled from events that were,
-- identifiers hashed.
with

contacts_renamed as (
    select
        source_system,
        source_system || ':' || contact_id as contact_id,
        contact_id as delivered_contact_id,
        source_system || ':' || coalesce(
            initial_contact_id, parent_contact_id, contact_id
        ) as initial_contact_id,
        source_system || ':' || parent_contact_id as parent_contact_id,
        channel,
        direction as delivered_direction,
        initiation as delivered_initiation,
        identifier_key,
        coalesce(customer_ref_kind, 'account') as identifier_kind,
        ticket_id as delivered_ticket_id,
        order_id as delivered_order_id,
        source_system || ':' || coalesce(queue, '-') as queue_id,
        coalesce(queue, '-') as queue,
        {{ trimmed('issue') }} as delivered_issue,
        reason,
        entered_at,
        menu_left_at,
        queued_at,
        answered_at,
        ended_at,
        rings,
        {{ as_double('wait_s') }} as recorded_wait_seconds,
        {{ as_double('talk_s') }} as recorded_talk_seconds,
        {{ as_double('hold_s') }} as hold_seconds,
        hold_count,
        {{ as_double('wrap_s') }} as wrap_seconds,
        {{ agent_id('source_system', 'agent_ref') }} as agent_id,
        disposition,
        abandoned_where,
        coalesce(is_callback_requested, false) as is_callback_requested,
        coalesce(is_mystery, false) as is_mystery,
        {{ trimmed('code_shown') }} as code_shown,
        offer_id,
        lower(offer_outcome) as offer_outcome,
        _load_id
    from {{ source('telephony', 'contacts') }}
),

contacts_assembled as (
    select
        source_system,
        source_system || ':' || contact_id as contact_id,
        contact_id as delivered_contact_id,
        source_system || ':' || initial_contact_id as initial_contact_id,
        source_system || ':' || parent_contact_id as parent_contact_id,
        'phone' as channel,
        direction as delivered_direction,
        case when parent_contact_id is null then direction else 'transfer' end
            as delivered_initiation,
        identifier_key,
        'phone' as identifier_kind,
        cast(null as text) as delivered_ticket_id,
        cast(null as text) as delivered_order_id,
        source_system || ':' || coalesce(queue, '-') as queue_id,
        coalesce(queue, '-') as queue,
        cast(null as text) as delivered_issue,
        cast(null as text) as reason,
        entered_at,
        menu_left_at,
        queued_at,
        answered_at,
        ended_at,
        cast(null as integer) as rings,
        wait_seconds as recorded_wait_seconds,
        talk_seconds as recorded_talk_seconds,
        cast(null as double precision) as hold_seconds,
        cast(null as integer) as hold_count,
        cast(null as double precision) as wrap_seconds,
        {{ agent_id('source_system', 'agent_ref') }} as agent_id,
        disposition,
        abandoned_where,
        false as is_callback_requested,
        false as is_mystery,
        cast(null as text) as code_shown,
        cast(null as text) as offer_id,
        cast(null as text) as offer_outcome,
        _load_id
    from {{ ref('stg_telephony__contacts_assembled') }}
),

contacts as (
    select * from contacts_renamed
    union all
    select * from contacts_assembled
)

select * from contacts
