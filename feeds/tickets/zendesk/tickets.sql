-- Grain: one row per ticket as it stood when it was delivered. When it was solved and
-- first answered is not in this table: the events say it. merged_ticket_ids names the
-- tickets that went into this one, which their own rows do not say: left out.
with

-- A ticket of the API has the same fields; generated_timestamp is the later one where
-- the system changed it.
tickets_of_the_api as (
    select
        _row_number,
        record ->> '$.id' as id,
        record ->> '$.created_at' as created_at,
        record ->> '$.requester_id' as requester_id,
        record ->> '$.status' as status,
        record ->> '$.type' as type,
        record ->> '$.via.channel' as via_channel,
        record ->> '$.brand_id' as brand_id,
        record ->> '$.priority' as priority,
        record ->> '$.group_id' as group_id,
        record ->> '$.assignee_id' as assignee_id,
        coalesce(
            utc_epoch(record ->> '$.generated_timestamp'),
            utc(record ->> '$.updated_at', 'UTC')
        ) as version_at
    from delivered
    where record is not null
),

tickets_delivered as (
    select
        *,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where record is null
    union all by name
    select * from tickets_of_the_api
),

tickets_worded as (
    select
        *,
        lower(status) as status_word,
        lower(type) as type_word,
        lower(via_channel) as via_word
    from tickets_delivered
),

tickets as (
    select
        _row_number,
        id as ticket_id,
        requester_id as customer_ref,
        case when nullif(requester_id, '') is not null then 'account' end
            as customer_ref_kind,
        utc(created_at, getvariable('time_zone')) as opened_at,
        case
            when nullif(via_word, '') is null then null
            when via_word in ('email', 'web', 'chat', 'sms') then via_word
            when via_word = 'voice' then 'phone'
            when via_word in ('messaging', 'native_messaging', 'chat_transcript')
                then 'chat'
            when via_word in ('twitter', 'facebook', 'whatsapp', 'any_channel')
                then 'social'
            when via_word in ('help_center', 'mobile_sdk', 'web_widget', 'mobile')
                then 'web'
            else 'other'
        end as channel,
        brand_id as brand,
        coalesce(
            nullif(lower(custom_kind), ''),
            case when type_word = 'incident' then 'problem' else type_word end
        ) as kind,
        custom_issue as issue,
        custom_severity as severity,
        custom_stage as stage,
        custom_touchpoint as touchpoint,
        custom_cause as cause,
        case when status_word = 'on-hold' then 'hold' else status_word end as status,
        lower(priority) as priority,
        group_id as team,
        assignee_id as assignee_ref,
        custom_order_id as order_id,
        custom_contact_id as contact_id,
        case
            when status_word = 'deleted' then 'true'
            else coalesce(nullif(lower(_fivetran_deleted), ''), 'false')
        end as is_deleted,
        version_at
    from tickets_worded
)

select * from tickets
