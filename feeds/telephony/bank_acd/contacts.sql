-- Grain: one row per call of the log. Every spell is placed by its own start and ends
-- after its own duration, so that midnight and the change of clocks do no harm.
with

-- A spreadsheet takes a date for a number and leaves out the noughts of the year 2000;
-- other programs write it out.
lines as (
    select
        * replace (
            case
                when length(trimmed(date)) < 6 then right('000' || trimmed(date), 6)
                when regexp_full_match(trimmed(date), '\d{4}-\d\d-\d\d')
                    then replace(substr(trimmed(date), 3), '-', '')
                else trimmed(date)
            end as date,
            trimmed(call_id) as call_id,
            trimmed(type) as type,
            upper(trimmed(outcome)) as outcome,
            trimmed(q_start) as q_start,
            trimmed(ser_start) as ser_start,
            trimmed(server) as server,
            trimmed(customer_id) as customer_id
        ),
        trimmed("vru+line") as line
    from delivered
),

calls as (
    select
        *,
        date || '-' || line || '-' || call_id as contact_id,
        moment_from(
            date || ' ' || vru_entry, '%y%m%d %H:%M:%S', getvariable('time_zone')
        ) as entered,
        -- A negative time in the menu says that the clocks disagreed: when the
        -- customer left it is not known.
        case when vru_time not like '-%' then vru_time end as menu_seconds,
        -- Midnight says that it did not happen, unless it took time.
        case
            when
                q_start not in ('', '0:00:00', '00:00:00')
                or try_cast(q_time as int) > 0
                then q_start
        end as queue_start,
        case
            when
                ser_start not in ('', '0:00:00', '00:00:00')
                or try_cast(ser_time as int) > 0
                then ser_start
        end as service_start,
        case when server not in ('', 'NO_SERVER') then server end as served_by,
        case when customer_id not in ('', '0') then customer_id end as known_customer
    from lines
),

calls_with_queue as (
    select
        *,
        moment_plus(entered, menu_seconds) as menu_left,
        moment_near(queue_start, entered, getvariable('time_zone')) as queue_from,
        queue_start is not null
            or service_start is not null
            or served_by is not null as is_offered
    from calls
),

calls_with_queue_end as (
    select
        *,
        moment_plus(queue_from, q_time) as queue_until
    from calls_with_queue
),

-- An agent's clock runs a second or two ahead of the queue's, sometimes minutes: the
-- service is placed near the end of the queue and may begin before it.
calls_with_service as (
    select
        *,
        moment_near(
            service_start,
            coalesce(queue_until, menu_left, entered),
            getvariable('time_zone')
        ) as service_from
    from calls_with_queue_end
),

calls_with_ends as (
    select
        *,
        moment_plus(service_from, ser_time) as service_until,
        outcome = 'AGENT' as is_answered,
        -- Hung up in the queue although a service is written beside it: the bank
        -- counts it as abandoned. Hung up without a queue: left in the menu.
        outcome = 'HANG' and is_offered as is_abandoned_in_queue,
        outcome = 'HANG' and not is_offered as is_abandoned_in_menu
    from calls_with_service
),

-- An offered call needs a time at which it was offered, whatever the log left out, and
-- nothing happens before the call does.
calls_queued as (
    select
        *,
        case
            when queue_from is not null then not_before(queue_from, entered)
            when is_abandoned_in_queue then coalesce(service_from, menu_left, entered)
        end as queued
    from calls_with_ends
),

calls_answered as (
    select
        *,
        case
            when is_answered then not_before(
                coalesce(service_from, queue_until, menu_left, entered),
                coalesce(queued, entered)
            )
        end as answered
    from calls_queued
),

calls_ended as (
    select
        *,
        case
            when is_answered
                then not_before(coalesce(service_until, answered), answered)
            when is_abandoned_in_queue
                then not_before(coalesce(queue_until, queued), queued)
            else not_before(
                coalesce(service_until, queue_until, menu_left, entered), entered
            )
        end as ended
    from calls_answered
),

contacts as (
    select
        _row_number,
        contact_id,
        'phone' as channel,
        -- TT: the bank calls back whoever left a message. The customer then waits in
        -- the same queue as everybody, so it counts as a call that came in.
        'inbound' as direction,
        case when type = 'TT' then 'callback' else 'inbound' end as initiation,
        known_customer as customer_ref,
        case when known_customer is not null then 'account' end as customer_ref_kind,
        type as queue,
        type as issue,
        moment_text(entered) as entered_at,
        moment_text(menu_left) as menu_left_at,
        moment_text(queued) as queued_at,
        moment_text(answered) as answered_at,
        moment_text(ended) as ended_at,
        case when is_offered then q_time end as wait_s,
        case when is_answered and service_start is not null then ser_time end as talk_s,
        case when is_answered then served_by end as agent_ref,
        case outcome
            when 'AGENT' then 'answered'
            when 'HANG' then 'abandoned'
            when 'PHANTOM' then 'void'
            else lower(outcome)
        end as disposition,
        case
            when is_abandoned_in_queue then 'queue'
            when is_abandoned_in_menu then 'menu'
        end as abandoned_where
    from calls_ended
)

select * from contacts
