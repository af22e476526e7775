-- Grain: one row per ticket that was merged into another: the one it ended in, where
-- that was merged in turn. Another owner's ticket is not followed further: what becomes
-- of it is rebuilt without this one.
with recursive

tickets as (
    select
        ticket_id,
        owner_id,
        merged_into_ticket_id
    from {{ ref('core__tickets') }}
    where merged_into_ticket_id is not null
),

-- Tickets merged in a ring end nowhere: so many steps are enough for any other.
merged as (
    select
        ticket_id,
        owner_id,
        merged_into_ticket_id as into_ticket_id,
        1 as depth
    from tickets
    union all
    select
        merged.ticket_id,
        merged.owner_id,
        targets.merged_into_ticket_id as into_ticket_id,
        merged.depth + 1 as depth
    from merged
    inner join tickets as targets
        on
            merged.into_ticket_id = targets.ticket_id
            and merged.owner_id = targets.owner_id
    where merged.depth < 20
),

tickets_merged as (
    select
        ticket_id,
        max(depth) as depth
    from merged
    group by ticket_id
),

tickets_ended as (
    select
        merged.ticket_id,
        merged.into_ticket_id
    from merged
    inner join tickets_merged
        on
            merged.ticket_id = tickets_merged.ticket_id
            and merged.depth = tickets_merged.depth
)

select * from tickets_ended
