-- Grain: one row per call by which an agent asked a queue before handing another call
-- on to it. Switches write the hand-over under the number of that call: it ends the
-- talk that the agent took last in the queue that it names, and the asking waits for
-- it.
with

events as (
    select
        source_system,
        event_id,
        call_id,
        occurred_at,
        kind,
        queue,
        agent_ref,
        wait_s
    from {{ source('telephony', 'call_events') }}
    where
        kind in ('answered', 'transferred')
        and call_id is not null
        and agent_ref is not null
),

talks_before as (
    select
        handed.source_system,
        handed.call_id,
        talks.call_id as handed_call_id,
        row_number() over (
            partition by handed.source_system, handed.event_id
            order by talks.occurred_at desc, talks.call_id desc
        ) as nth_last
    from events as handed
    inner join events as talks
        on
            handed.source_system = talks.source_system
            and handed.queue = talks.queue
            and handed.agent_ref = talks.agent_ref
            and handed.wait_s = talks.wait_s
            and handed.occurred_at >= talks.occurred_at
            and handed.occurred_at <= {{ add_seconds(
                'talks.occurred_at', '3600 * ' ~ window('longest_call')
            ) }}
    where handed.kind = 'transferred' and talks.kind = 'answered'
),

consultations as (
    select
        source_system,
        call_id,
        min(handed_call_id) as handed_call_id
    from talks_before
    where nth_last = 1 and handed_call_id <> call_id
    group by source_system, call_id
)

select * from consultations
