-- Grain: one row per call: the customer's, and each leg that it dials.
with

records as (
    select
        _row_number,
        record ->> '$.sid' as sid,
        nullif(record ->> '$.parent_call_sid', '') as parent_call_sid,
        record ->> '$.direction' as given_direction,
        record ->> '$.status' as status,
        trim(record ->> '$.from') as from_address,
        trim(record ->> '$.to') as to_address,
        -- An outbound call that has not been dialled has no beginning yet.
        twilio_time(
            coalesce(record ->> '$.start_time', record ->> '$.date_created')
        ) as started_at,
        twilio_time(record ->> '$.end_time') as ended_at,
        nullif(trim(record ->> '$.duration'), '') as duration,
        twilio_time(record ->> '$.date_updated') as updated_at
    from delivered
),

calls as (
    select
        *,
        regexp_matches(from_address, '^(client|sip|sips):') as is_from_agent,
        regexp_matches(to_address, '^(client|sip|sips):') as is_to_agent,
        given_direction in ('inbound', 'trunking-originating') as is_coming_in,
        status in (
            'completed', 'busy', 'no-answer', 'canceled', 'failed'
        ) as is_over
    from records
),

calls_placed as (
    select
        *,
        not is_coming_in and is_to_agent and parent_call_sid is not null as is_leg,
        -- A line of an agent's own, in or out.
        (is_coming_in and is_from_agent)
        or (not is_coming_in and is_to_agent and parent_call_sid is null) as is_void
    from calls
),

-- How long a call was connected is counted from its answer, which is not written.
calls_answered as (
    select
        *,
        case
            when status = 'completed' and (is_leg or not is_coming_in)
                then coalesce(
                    moment_text(
                        moment_plus(try_cast(ended_at as timestamp), '-' || duration)
                    ),
                    'not understood'
                )
        end as answered_at
    from calls_placed
),

contacts as (
    select
        _row_number,
        sid as contact_id,
        case when is_leg then parent_call_sid end as parent_contact_id,
        case when is_leg then parent_call_sid end as initial_contact_id,
        'phone' as channel,
        case when is_leg or is_coming_in then 'inbound' else 'outbound' end
            as direction,
        case
            when is_leg then 'transfer'
            when is_coming_in then 'inbound'
            else 'outbound'
        end as initiation,
        case
            when is_void or is_leg then null
            when is_coming_in then phone_number(from_address)
            else phone_number(to_address)
        end as customer_ref,
        case when customer_ref is not null then 'phone' end as customer_ref_kind,
        -- The number called is the nearest that Twilio has to a queue.
        case when is_coming_in and not is_void then to_address end as queue,
        started_at as entered_at,
        case when is_leg then started_at end as queued_at,
        answered_at,
        case when is_over then coalesce(ended_at, updated_at) end as ended_at,
        case when answered_at is not null then duration end as talk_s,
        case
            when is_leg or is_void
                then regexp_extract(
                    case when is_to_agent then to_address else from_address end,
                    '^[a-z]+:([^@;?]+)',
                    1
                )
            when is_from_agent
                then regexp_extract(from_address, '^[a-z]+:([^@;?]+)', 1)
        end as agent_ref,
        case
            when is_void then 'void'
            when status in ('queued', 'initiated', 'ringing', 'in-progress') then null
            when answered_at is not null then 'answered'
            else status
        end as disposition,
        updated_at as version_at
    from calls_answered
)

select * from contacts
