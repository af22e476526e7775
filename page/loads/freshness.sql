-- Grain: one row per system that has delivered. How far its events and loads have come.
with

events as (
    select
        'telephony' as feed,
        source_system,
        entered_at as event_at
    from core.contacts
    where origin = 'contact'
    union all
    select
        'tickets' as feed,
        source_system,
        opened_at as event_at
    from core.tickets
    union all
    select
        'tickets' as feed,
        source_system,
        occurred_at as event_at
    from core.ticket_events
    union all
    select
        'surveys' as feed,
        source_system,
        submitted_at as event_at
    from core.survey_answers
    union all
    select
        'crm' as feed,
        source_system,
        ordered_at as event_at
    from core.orders
),

newest_events as (
    select
        feed,
        source_system,
        max(event_at) as newest_event_at
    from events
    group by feed, source_system
),

loads as (
    select
        feed,
        source_system,
        max(finished_at) filter (where verdict = 'accepted') as newest_load_at,
        count(*) as load_count,
        count(*) filter (where verdict <> 'accepted') as refused_load_count,
        cast(sum(rows_accepted) as bigint) as rows_accepted
    from audit.loads
    group by feed, source_system
),

newest as (
    select max(newest_event_at) as newest_event_at
    from newest_events
),

freshness as (
    select
        loads.feed,
        loads.source_system,
        newest_events.newest_event_at,
        cast(newest.newest_event_at as date)
        - cast(newest_events.newest_event_at as date) as days_behind,
        loads.newest_load_at,
        loads.load_count,
        loads.refused_load_count,
        loads.rows_accepted
    from loads
    cross join newest
    left join newest_events
        on
            loads.feed = newest_events.feed
            and loads.source_system = newest_events.source_system
)

select * from freshness
order by feed, source_system
