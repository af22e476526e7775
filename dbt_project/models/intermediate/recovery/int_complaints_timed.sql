-- Grain: one row per complaint. Where the clock of its standards stood when it was
-- opened, answered and settled, and how long it was stopped: in seconds of opening
-- hours where its ticket has a schedule, of calendar time where not.
{{ config(materialized='table') }}
with

complaints as (
    select * from {{ ref('int_complaints_described') }}
),

spans as (
    select * from {{ ref('int_schedules_unrolled') }}
),

-- A wait that has not ended lasts until the tickets' newest.
watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'tickets'
),

statuses as (
    select
        ticket_id,
        occurred_at,
        event_id,
        new_value as status,
        lead(occurred_at) over (
            partition by ticket_id order by occurred_at, event_sequence, event_id
        ) as next_status_at
    from {{ ref('core__ticket_events') }}
    where kind = 'status'
),

-- Spells in which the company waited for the customer: its clock stands still.
waits as (
    select
        complaints.complaint_id,
        complaints.clock_id,
        statuses.event_id,
        greatest(statuses.occurred_at, complaints.opened_at) as from_at,
        least(
            coalesce(statuses.next_status_at, watermarks.seen_until_at),
            complaints.resolved_at
        ) as until_at
    from complaints
    inner join statuses on complaints.ticket_id = statuses.ticket_id
    cross join watermarks
    where statuses.status = 'pending'
),

moments as (
    {%- for what in ['opened', 'first_response', 'resolved'] %}
    select
        complaint_id,
        clock_id,
        '{{ what }}' as what,
        '' as event_id,
        {{ what }}_at as moment_at
    from complaints
    where {{ what }}_at is not null
    union all
    {%- endfor %}
    select
        complaint_id,
        clock_id,
        'wait_from' as what,
        event_id,
        from_at as moment_at
    from waits
    where until_at > from_at
    union all
    select
        complaint_id,
        clock_id,
        'wait_until' as what,
        event_id,
        until_at as moment_at
    from waits
    where until_at > from_at
),

-- Before the first span nothing of a clock has passed.
moments_clocked as (
    select
        moments.complaint_id,
        moments.what,
        case
            when moments.clock_id is null
                then {{ seconds_between(
                    "timestamp '2000-01-01'", 'moments.moment_at'
                ) }}
            when spans.clock_id is null then 0
            else
                spans.seconds_before
                + {{ seconds_between(
                    'spans.opens_at', 'least(moments.moment_at, spans.closes_at)'
                ) }}
        end as clock_seconds
    from moments
    left join spans
        on
            moments.clock_id = spans.clock_id
            and moments.moment_at >= spans.opens_at
            and moments.moment_at < coalesce(
                spans.next_opens_at, {{ add_seconds('moments.moment_at', 1) }}
            )
),

complaints_timed as (
    select
        complaint_id,
        min(clock_seconds) filter (where what = 'opened') as opened_seconds,
        min(clock_seconds) filter (where what = 'first_response')
            as answered_seconds,
        min(clock_seconds) filter (where what = 'resolved') as settled_seconds,
        coalesce(sum(
            case what
                when 'wait_until' then clock_seconds
                when 'wait_from' then -clock_seconds
            end
        ), 0) as waited_seconds
    from moments_clocked
    group by complaint_id
)

select * from complaints_timed
