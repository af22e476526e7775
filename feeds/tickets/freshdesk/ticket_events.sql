-- Grain: one row per state of a field of a ticket when it was last changed, or per
-- conversation on it. What changed is told where all files are together.
with

records as (
    select
        _row_number,
        record,
        nullif(record ->> '$.ticket_id', '') as conversed_ticket_id,
        utc(record ->> '$.updated_at', getvariable('time_zone')) as updated_at
    from delivered
),

states as (
    select
        _row_number,
        record ->> '$.id' as ticket_id,
        updated_at,
        unnest(
            [
                struct_pack(
                    kind := 'status',
                    new_value := freshdesk_status(record ->> '$.status'),
                    occurred_at := updated_at
                ),
                -- When it was solved is known better than from a later change.
                struct_pack(
                    kind := 'status',
                    new_value := case
                        when (record ->> '$.status') in ('4', '5') then 'solved'
                    end,
                    occurred_at := utc(
                        record ->> '$.stats.resolved_at', getvariable('time_zone')
                    )
                ),
                struct_pack(
                    kind := 'assignment',
                    new_value := record ->> '$.responder_id',
                    occurred_at := updated_at
                ),
                struct_pack(
                    kind := 'assignment_group',
                    new_value := record ->> '$.group_id',
                    occurred_at := updated_at
                ),
                struct_pack(
                    kind := 'priority',
                    new_value := coalesce(
                        ['low', 'medium', 'high', 'urgent'][
                            try_cast(record ->> '$.priority' as int)
                        ],
                        record ->> '$.priority'
                    ),
                    occurred_at := updated_at
                )
            ],
            recursive := true
        )
    from records
    where conversed_ticket_id is null
),

states_named as (
    select
        _row_number,
        ticket_id || ':' || kind || ':' || occurred_at as event_id,
        ticket_id,
        occurred_at,
        kind,
        new_value,
        'true' as is_snapshot,
        updated_at as version_at
    from states
    -- Nobody assigned is a state too; the others always have a value.
    where
        occurred_at is not null
        and (new_value is not null or kind in ('assignment', 'assignment_group'))
),

-- Of themselves, or with their ticket (include=conversations).
conversations as (
    select
        _row_number,
        record as conversation,
        conversed_ticket_id as ticket_id
    from records
    where conversed_ticket_id is not null
    union all
    select
        _row_number,
        unnest(json_extract(record, '$.conversations[*]')) as conversation,
        record ->> '$.id' as ticket_id
    from records
    where conversed_ticket_id is null
),

comments as (
    select
        _row_number,
        'conversation:' || (conversation ->> '$.id') as event_id,
        ticket_id,
        utc(conversation ->> '$.created_at', getvariable('time_zone')) as occurred_at,
        conversation ->> '$.user_id' as actor_ref,
        case
            when (conversation ->> '$.incoming') = 'true' then 'customer'
            else 'agent'
        end as actor_role,
        'comment' as kind,
        case when (conversation ->> '$.private') = 'true' then 'false' else 'true' end
            as is_public,
        utc(conversation ->> '$.updated_at', getvariable('time_zone')) as version_at
    from conversations
),

ticket_events as (
    select * from states_named
    union all by name
    select * from comments
)

select * from ticket_events
