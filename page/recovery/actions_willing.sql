-- Share that says to be willing with an action less without it: raw, and adjusted.
with

actions as (
    select
        *,
        case kind
            when 'action' then 1
            when 'apology' then 2
            when 'combination' then 3
            else 4
        end as place,
        case
            when kind = 'action' then action
            when kind = 'combination' then 'only ' || action
            else kind || ': ' || replace(action, '_', ' ')
        end as name
    from recovery.actions
    where outcome = 'willing'
),

differences as (
    select
        place,
        name,
        'raw' as figure,
        with_count,
        raw_difference as difference,
        raw_difference_low as difference_low,
        raw_difference_high as difference_high
    from actions
    union all
    select
        place,
        name,
        'adjusted' as figure,
        with_count,
        adjusted_difference as difference,
        adjusted_difference_low as difference_low,
        adjusted_difference_high as difference_high
    from actions
    where adjusted_difference is not null
)

select
    name as action,
    figure,
    with_count,
    difference,
    difference_low,
    difference_high
from differences
order by place asc, name asc, figure desc
