-- Grain: one row per line of a queue_log, or per call detail record.
with

lines_delivered as (
    select
        _row_number,
        coalesce(
            line,
            concat_ws(
                '|', time, callid, queuename, agent, event, coalesce(data1, ''),
                coalesce(data2, ''), coalesce(data3, ''), coalesce(data4, ''),
                coalesce(data5, '')
            )
        ) as line
    from delivered
    where line is not null or event is not null
),

lines_split as (
    select
        *,
        string_split(line, '|') as field
    from lines_delivered
),

-- A line may be there twice in a second and mean it; one that comes again with the
-- next file is the same.
lines_named as (
    select
        *,
        md5(line) || ':' || row_number() over (partition by line order by _row_number)
            as event_id,
        upper(trim(field[5])) as event,
        nullif(trim(field[3]), 'NONE') as queue,
        nullif(asterisk_member(field[4]), 'NONE') as agent_ref,
        regexp_full_match(trim(field[2]), '(.+-)?\d+\.\d+') as is_of_call,
        -- Two calls linked by local channels: both are named where else one thing is.
        case when upper(trim(field[6])) = 'LINK' then 1 else 0 end as shift
    from lines_split
),

queue_events as (
    select
        _row_number,
        event_id,
        case when is_of_call then trim(field[2]) end as call_id,
        case
            when len(field) < 5 then 'not understood: fewer than five fields'
            -- A database's table tells the time of the switch.
            when contains(field[1], '-') then utc(field[1], getvariable('time_zone'))
            else coalesce(utc_epoch(field[1]), 'not understood')
        end as occurred_at,
        case
            when event = 'ENTERQUEUE' then 'queued'
            when event = 'CONNECT' then 'answered'
            when event in ('COMPLETEAGENT', 'COMPLETECALLER') then 'completed'
            when event in ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER')
                then 'transferred'
            when event = 'ABANDON' then 'abandoned'
            when event in ('EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY', 'SYSCOMPAT')
                then 'left'
            when event in ('RINGNOANSWER', 'RINGCANCELED', 'AGENTDUMP')
                then 'not_answered'
            else lower(event)
        end as kind,
        queue,
        agent_ref,
        case when event = 'ENTERQUEUE' then phone_number(field[7]) end as customer_ref,
        case
            when event in ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER') then field[6]
            when event = 'ATTENDEDTRANSFER' then field[8 + shift]
            when event in (
                'TRANSFER', 'BLINDTRANSFER', 'ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY'
            ) then field[8]
            when event = 'EXITWITHKEY' then field[9]
        end as wait_s,
        case
            when event in ('COMPLETEAGENT', 'COMPLETECALLER') then field[7]
            when event = 'ATTENDEDTRANSFER' then field[9 + shift]
            when event in ('TRANSFER', 'BLINDTRANSFER') then field[9]
        end as talk_s,
        -- An agent who does not answer is timed in milliseconds, all else in seconds.
        case
            when event = 'CONNECT' then field[8]
            when event in ('RINGNOANSWER', 'RINGCANCELED')
                then coalesce(
                    cast(try_cast(trim(field[6]) as bigint) / 1000 as varchar), field[6]
                )
        end as ring_s,
        case event
            when 'EXITWITHTIMEOUT' then 'timeout'
            when 'EXITEMPTY' then 'empty'
            when 'EXITWITHKEY' then 'key'
            when 'SYSCOMPAT' then 'incompatible'
        end as disposition
    from lines_named
),

records as (
    select
        *,
        length(trim(src)) <= 6 as is_from_inside,
        length(trim(dst)) <= 6 and lastapp <> 'Queue' as is_to_inside,
        nullif(trim(dstchannel), '') is not null
            and upper(disposition) = 'ANSWERED' as is_answered,
        utc(start, getvariable('time_zone')) as began_at,
        -- The table of a database has no end: it is the start and how long it took.
        coalesce(
            utc("end", getvariable('time_zone')),
            moment_text(
                moment_plus(
                    try_cast(utc(start, getvariable('time_zone')) as timestamp),
                    duration
                )
            ),
            'not understood'
        ) as ended_at
    from delivered
    where line is null and event is null
),

recorded_calls as (
    select
        _row_number,
        'cdr:' || uniqueid || ':' || coalesce(
            nullif(trim(sequence), ''), md5(concat_ws('|', start, "end", dstchannel))
        ) as event_id,
        uniqueid as call_id,
        linkedid as initial_call_id,
        ended_at as occurred_at,
        'recorded' as kind,
        case when lastapp = 'Queue' then split_part(lastdata, ',', 1) end as queue,
        asterisk_member(case when is_from_inside then channel else dstchannel end)
            as agent_ref,
        phone_number(case when is_from_inside then dst else src end) as customer_ref,
        case when is_from_inside then 'outbound' else 'inbound' end as direction,
        began_at,
        case
            when is_answered then coalesce(
                utc(answer, getvariable('time_zone')),
                moment_text(
                    moment_plus(try_cast(ended_at as timestamp), '-' || trim(billsec))
                )
            )
        end as answered_at,
        case when is_answered then billsec end as talk_s,
        case
            when is_from_inside and is_to_inside then 'void' else lower(disposition)
        end as disposition
    from records
),

call_events as (
    select * from queue_events
    union all by name
    select * from recorded_calls
)

select
    *,
    cast(_row_number as varchar) as sequence,
    case when customer_ref is not null then 'phone' end as customer_ref_kind,
    occurred_at as version_at
from call_events
