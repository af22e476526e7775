-- Grain: one row per stay of a conversation in a queue; one more for an agent who spoke
-- outside of any, or for a conversation without either.
with

sessions as (
    select * from genesys_sessions('delivered')
),

stays as (
    select
        _row_number,
        queue,
        began as queued,
        ended as queue_left,
        wait_s,
        abandon_s,
        row_number() over (partition by _row_number order by began) as leg,
        lead(began) over (partition by _row_number order by began) as next_queued
    from sessions
    where purpose = 'acd'
),

-- Who was only rung did not speak. Of several who spoke in a leg the first took it.
talks as (
    select
        sessions._row_number,
        coalesce(stays.leg, 0) as leg,
        user_id,
        talk_began,
        case when not is_talking then talk_ended end as talk_ended,
        talk_s,
        hold_s,
        hold_count,
        wrap_s,
        wrap_up_code
    from sessions
    left join stays
        on
            sessions._row_number = stays._row_number
            and sessions.talk_began >= stays.queued
            and (stays.next_queued is null or sessions.talk_began < stays.next_queued)
    where purpose in ('agent', 'user') and talk_began is not null
    qualify row_number() over (
        partition by sessions._row_number, coalesce(stays.leg, 0) order by talk_began
    ) = 1
),

customers as (
    select
        _row_number,
        min(ani) as ani,
        min(dnis) as dnis,
        min(callback_number) as callback_number,
        max(session_direction) as session_direction,
        min(lower(media_type)) as media_type
    from sessions
    where purpose in ('customer', 'external')
    group by _row_number
),

stays_and_talks as (
    select
        coalesce(stays._row_number, talks._row_number) as _row_number,
        stays.* exclude (_row_number, leg),
        talks.* exclude (_row_number, leg)
    from stays
    full outer join talks
        on stays._row_number = talks._row_number and stays.leg = talks.leg
),

legs as (
    select
        delivered._row_number,
        record ->> '$.conversationId' as conversation_id,
        lower(
            coalesce(
                nullif(record ->> '$.originatingDirection', ''),
                customers.session_direction,
                'inbound'
            )
        ) as direction,
        record ->> '$.conversationStart' as conversation_began,
        nullif(record ->> '$.conversationEnd', '') as conversation_ended,
        stays_and_talks.* exclude (_row_number),
        customers.* exclude (_row_number, session_direction),
        row_number() over (
            partition by delivered._row_number
            order by coalesce(queued, talk_began)
        ) as leg_number
    from delivered
    left join stays_and_talks
        on delivered._row_number = stays_and_talks._row_number
    left join customers on delivered._row_number = customers._row_number
),

contacts as (
    select
        _row_number,
        conversation_id || case when leg_number > 1 then ':' || leg_number else '' end
            as contact_id,
        case
            when leg_number = 2 then conversation_id
            when leg_number > 2 then conversation_id || ':' || (leg_number - 1)
        end as parent_contact_id,
        conversation_id as initial_contact_id,
        case
            when media_type in ('voice', 'callback') or media_type is null then 'phone'
            when media_type in ('chat', 'email') then media_type
            when media_type = 'message' then 'chat'
            else 'other'
        end as channel,
        direction,
        case when leg_number > 1 then 'transfer' else direction end as initiation,
        coalesce(
            case when direction = 'outbound' then dnis else ani end, callback_number
        ) as customer_ref,
        case when customer_ref is not null then 'phone' end as customer_ref_kind,
        queue,
        wrap_up_code as issue,
        utc(
            case
                when leg_number = 1 then conversation_began
                else coalesce(queued, talk_began)
            end,
            'UTC'
        ) as entered_at,
        case when leg_number = 1 then utc(queued, 'UTC') end as menu_left_at,
        utc(queued, 'UTC') as queued_at,
        utc(talk_began, 'UTC') as answered_at,
        case
            when talk_began is not null then utc(talk_ended, 'UTC')
            when queued is not null then utc(queue_left, 'UTC')
            else utc(conversation_ended, 'UTC')
        end as ended_at,
        wait_s,
        talk_s,
        hold_s,
        hold_count,
        wrap_s,
        user_id as agent_ref,
        case
            when talk_began is not null then 'answered'
            when abandon_s is not null then 'abandoned'
            when queue_left is not null then 'left'
        end as disposition,
        case when abandon_s is not null and talk_began is null then 'queue' end
            as abandoned_where
    from legs
)

select * from contacts
