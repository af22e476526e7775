-- Types of complainer of all customers with a bad experience in the month. A type that
-- nobody was of in a month counts there as none.
with

months as (
    select
        month_start,
        customer_count
    from recovery.complainers
    where complainer_type = 'all'
),

types as (
    select distinct complainer_type
    from recovery.complainers
    where complainer_type <> 'all'
),

types_counted as (
    select
        month_start,
        complainer_type,
        sum(customer_count) as type_count
    from recovery.complainers
    where complainer_type <> 'all'
    group by month_start, complainer_type
)

select
    months.month_start,
    types.complainer_type,
    cast(coalesce(types_counted.type_count, 0) as bigint) as type_count,
    months.customer_count
from months
cross join types
left join types_counted
    on
        months.month_start = types_counted.month_start
        and types.complainer_type = types_counted.complainer_type
order by
    case types.complainer_type
        when 'passive' then 1
        when 'active' then 2
        when 'angry' then 3
        else 4
    end,
    months.month_start
