-- Grain: one row per open thing to do, the first 25 of every kind.
with

next_actions as (
    select
        kind,
        subject_id,
        replace(owner_kind, '_', ' ') || coalesce(' ' || owner_id, '') as owner,
        due_at,
        benefit,
        benefit_low,
        benefit_high,
        benefit_unit,
        evidence,
        place
    from scorecard.actions
    where state = 'open' and place <= 25
)

select * from next_actions
order by place, kind
