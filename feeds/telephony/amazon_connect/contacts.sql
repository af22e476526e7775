-- Grain: one row per contact record (a leg: a transfer and a call-back have their own).
with

records as (
    select
        _row_number,
        record,
        try(
            from_json(
                record,
                '{
                    "ContactId": "VARCHAR", "InitialContactId": "VARCHAR",
                    "PreviousContactId": "VARCHAR", "NextContactId": "VARCHAR",
                    "Channel": "VARCHAR", "InitiationMethod": "VARCHAR",
                    "InitiationTimestamp": "VARCHAR", "DisconnectTimestamp": "VARCHAR",
                    "DisconnectReason": "VARCHAR", "LastUpdateTimestamp": "VARCHAR",
                    "CustomerEndpoint": {"Address": "VARCHAR", "Type": "VARCHAR"},
                    "Queue": {
                        "Name": "VARCHAR", "EnqueueTimestamp": "VARCHAR",
                        "Duration": "VARCHAR"
                    },
                    "Agent": {
                        "Username": "VARCHAR", "ConnectedToAgentTimestamp": "VARCHAR",
                        "AgentInteractionDuration": "VARCHAR",
                        "CustomerHoldDuration": "VARCHAR", "NumberOfHolds": "VARCHAR",
                        "AfterContactWorkDuration": "VARCHAR"
                    },
                    "Attributes": {
                        "issue": "VARCHAR", "reason": "VARCHAR", "resolved": "VARCHAR",
                        "customerId": "VARCHAR", "ticketId": "VARCHAR",
                        "orderId": "VARCHAR", "callbackRequested": "VARCHAR",
                        "responseId": "VARCHAR"
                    },
                    "SegmentAttributes": {
                        "connect:Subtype": {"ValueString": "VARCHAR"}
                    }
                }'
            )
        ) as fields
    from delivered
),

-- A text in the place of an object leaves it without its fields, an object in the
-- place of a text begins with a bracket. Looking again is dear: only where it seems so.
records_checked as (
    select
        *,
        case
            when (fields.Queue is not null and fields.Queue.EnqueueTimestamp is null)
                or (
                    fields.Agent is not null
                    and fields.Agent.ConnectedToAgentTimestamp is null
                )
                or (
                    fields.CustomerEndpoint is not null
                    and fields.CustomerEndpoint.Type is null
                )
                or (
                    fields.Attributes is not null
                    and coalesce(fields.Attributes.issue, fields.Attributes.customerId)
                    is null
                )
                then json_has_type(
                    record,
                    ['$.CustomerEndpoint', '$.Queue', '$.Agent', '$.Attributes'],
                    ['VARCHAR', 'BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN', 'ARRAY']
                )
            else false
        end as is_object_mistyped,
        case
            when regexp_matches(
                concat(
                    fields.ContactId, fields.InitialContactId, fields.PreviousContactId,
                    fields.NextContactId, fields.Channel, fields.InitiationMethod,
                    fields.DisconnectReason, fields.CustomerEndpoint.Address,
                    fields.CustomerEndpoint.Type, fields.Queue.Name,
                    fields.Agent.Username, fields.Attributes.issue,
                    fields.Attributes.reason, fields.Attributes.resolved,
                    fields.Attributes.customerId, fields.Attributes.ticketId,
                    fields.Attributes.orderId, fields.Attributes.responseId
                ),
                '[\[{]'
            ) then json_has_type(record, '$.Attributes.*', ['OBJECT', 'ARRAY'])
            or json_has_type(
                record,
                [
                    '$.ContactId', '$.InitialContactId', '$.PreviousContactId',
                    '$.NextContactId', '$.Channel', '$.InitiationMethod',
                    '$.DisconnectReason', '$.CustomerEndpoint.Address',
                    '$.CustomerEndpoint.Type', '$.Queue.Name', '$.Agent.Username'
                ],
                ['OBJECT', 'ARRAY']
            )
            else false
        end as is_text_mistyped
    from records
),

fields_named as (
    select
        _row_number,
        is_object_mistyped or is_text_mistyped as is_mistyped,
        fields.*,
        upper(fields.InitiationMethod) as method,
        nullif(fields.Attributes.customerId, '') as account,
        case
            when not hidden_number(fields.CustomerEndpoint.Address)
                then fields.CustomerEndpoint.Address
        end as address,
        upper(fields.CustomerEndpoint.Type) as address_type,
        lower(fields.Attributes.resolved) as resolved,
        lower(fields.Attributes.callbackRequested) as callback_requested,
        nullif(trim(fields.Attributes.responseId), '') as response,
        nullif(trim(fields.NextContactId), '') as next_contact,
        nullif(trim(fields.Queue.EnqueueTimestamp), '') as enqueued,
        nullif(trim(fields.Agent.ConnectedToAgentTimestamp), '') as connected
    from records_checked
),

-- As Amazon defines it, a contact is abandoned when it was queued, ended, and never met
-- an agent; one that went on (as a call-back or a transfer) was not given up.
fields_with_ends as (
    select
        *,
        case
            when connected is not null or DisconnectTimestamp is null then null
            when next_contact is not null then null
            when try_cast(callback_requested as boolean) then null
            when enqueued is not null then 'queue'
            when
                method in ('INBOUND', 'WEBRTC_API')
                and DisconnectReason = 'CUSTOMER_DISCONNECT'
                then 'menu'
        end as abandoned_where
    from fields_named
),

contacts as (
    select
        _row_number,
        ContactId as contact_id,
        -- A flow that runs after the end goes on with it under a number of its own.
        case
            when method in ('TRANSFER', 'QUEUE_TRANSFER', 'DISCONNECT')
                then PreviousContactId
        end as parent_contact_id,
        InitialContactId as initial_contact_id,
        case
            when SegmentAttributes."connect:Subtype".ValueString = 'connect:SMS'
                then 'sms'
            when upper(Channel) = 'VOICE' then 'phone'
            when lower(Channel) in ('chat', 'task', 'email') then lower(Channel)
            when trim(Channel) <> '' then 'other'
        end as channel,
        -- Calls begun over the API are dialled by the company; chats and tasks begun so
        -- are how a customer's own page or form starts them.
        case
            when method in ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'CALLBACK', 'AGENT_REPLY')
                then 'outbound'
            when method = 'API' and upper(Channel) = 'VOICE' then 'outbound'
            else 'inbound'
        end as direction,
        case
            when response is not null then 'reply'
            when method in ('TRANSFER', 'QUEUE_TRANSFER', 'DISCONNECT')
                then 'transfer'
            when method = 'CALLBACK' then 'callback'
            when method in ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY')
                then 'outbound'
            when method = 'API' and upper(Channel) = 'VOICE' then 'outbound'
            else 'inbound'
        end as initiation,
        response as response_id,
        case
            when account is not null then account
            when address_type in ('TELEPHONE_NUMBER', 'EMAIL_ADDRESS')
                then nullif(lower(trim(address)), 'anonymous')
        end as customer_ref,
        case
            when account is not null then 'account'
            when nullif(nullif(lower(trim(address)), 'anonymous'), '') is null then null
            when address_type = 'TELEPHONE_NUMBER' then 'phone'
            when address_type = 'EMAIL_ADDRESS' then 'email'
        end as customer_ref_kind,
        case when account is not null then 'standard' end as customer_ref_issued_by,
        Attributes.ticketId as ticket_id,
        Attributes.orderId as order_id,
        fields_with_ends.Queue.Name as queue,
        Attributes.issue as issue,
        Attributes.reason as reason,
        case
            when is_mistyped then 'a field is not of the documented shape'
            else utc(InitiationTimestamp, getvariable('time_zone'))
        end as entered_at,
        -- The record does not say when the menu ended; it is when the queue began.
        case
            when method in ('INBOUND', 'WEBRTC_API')
                then utc(enqueued, getvariable('time_zone'))
        end as menu_left_at,
        utc(enqueued, getvariable('time_zone')) as queued_at,
        utc(connected, getvariable('time_zone')) as answered_at,
        utc(DisconnectTimestamp, getvariable('time_zone')) as ended_at,
        fields_with_ends.Queue.Duration as wait_s,
        Agent.AgentInteractionDuration as talk_s,
        Agent.CustomerHoldDuration as hold_s,
        Agent.NumberOfHolds as hold_count,
        Agent.AfterContactWorkDuration as wrap_s,
        Agent.Username as agent_ref,
        case
            when method = 'MONITOR' then 'void'
            when resolved = 'true' then 'resolved'
            when resolved = 'false' then 'unresolved'
            when abandoned_where is not null then 'abandoned'
            when connected is not null then 'answered'
            else lower(DisconnectReason)
        end as disposition,
        abandoned_where,
        callback_requested as is_callback_requested,
        utc(LastUpdateTimestamp, getvariable('time_zone')) as version_at
    from fields_with_ends
)

select * from contacts
