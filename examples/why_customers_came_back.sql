-- Why did customers come back, and of how many do we know?
--
-- Read: `share` is of the repeats whose cause is known; `lowest` and `highest` are what
-- the share could be had we known all: none, or all, of the unknown ones being so.
-- Mind: each repeat has one cause here, by a stated order; effort.repeat_contacts keeps
-- all the evidence. Contacts cluster in customers: intervals are in repeat_causes.
with

causes as (
    select
        primary_cause as cause,
        count(*) as repeat_count
    from effort.repeat_contacts
    group by primary_cause
),

totals as (
    select
        sum(repeat_count) as all_count,
        sum(case when cause <> 'undetermined' then repeat_count else 0 end)
            as known_count
    from causes
)

select
    causes.cause,
    causes.repeat_count,
    cast(causes.repeat_count as double precision) / totals.known_count as share,
    cast(causes.repeat_count as double precision) / totals.all_count as lowest,
    1 - cast(totals.known_count - causes.repeat_count as double precision)
    / totals.all_count as highest
from causes
cross join totals
where causes.cause <> 'undetermined'
order by causes.repeat_count desc, causes.cause asc
