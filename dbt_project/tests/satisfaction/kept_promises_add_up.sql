-- A failure means: the shares of a year are not those of its promises, or its outcomes
-- do not add up to the whole.
with

promises as (
    select
        state as outcome,
        count(*) as promised
    from {{ ref('satisfaction__promises') }}
    where is_kept_in_time is not null
    group by state
),

keeping as (
    select
        outcome,
        sum(outcome_count) as promised,
        abs(sum(outcome_count) - sum(outcome_share * promise_count)) as off
    from {{ ref('satisfaction__promise_keeping') }}
    where period = 'year' and promise_kind = 'all'
    group by outcome
)

select
    promises.outcome as promised_outcome,
    keeping.outcome as kept_outcome
from promises
full outer join keeping on promises.outcome = keeping.outcome
where
    promises.promised is distinct from keeping.promised
    or keeping.off > 0.000001
