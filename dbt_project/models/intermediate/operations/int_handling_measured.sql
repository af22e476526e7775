-- Grain: one row per pool and month in which contacts were answered: how long handling
-- one took.
with

handling_measured as (
    select
        pools.pool_id,
        {{ month_of('contacts.business_date') }} as month_start,
        count(*) as handled_count,
        {{ as_double('avg(
            contacts.talk_seconds
            + coalesce(contacts.hold_seconds, 0)
            + coalesce(contacts.wrap_seconds, 0)
        )') }} as handle_seconds
    from {{ ref('int_contacts_judged') }} as contacts
    inner join {{ ref('int_queues_pooled') }} as pools
        on contacts.queue_id = pools.queue_id
    where
        contacts.is_demand
        and contacts.is_answered
        and contacts.talk_seconds is not null
    group by pools.pool_id, {{ month_of('contacts.business_date') }}
)

select * from handling_measured
