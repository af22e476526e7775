-- Customers of two month ends in a row: from which level, to which. Tier: the code at
-- the first of the two. A move that nobody made in a cell counts there as none. Months
-- before anybody is an existing customer are those of the first records alone.
with

months as (
    select distinct month_start
    from loyalty.pyramid_moves
    where level_before = 'existing'
),

moves as (
    select
        later.month_start,
        coalesce(earlier.code, 'unknown') as tier,
        earlier.level as level_before,
        later.level as level_now
    from loyalty.customers_monthly as later
    inner join months on later.month_start = months.month_start
    inner join loyalty.customers_monthly as earlier
        on
            later.customer_id = earlier.customer_id
            and later.month_start
            = cast(earlier.month_start + interval '1 month' as date)
),

levels_before as (
    select
        month_start,
        tier,
        level_before,
        count(*) as level_before_count
    from moves
    group by month_start, tier, level_before
),

moves_counted as (
    select
        month_start,
        tier,
        level_before,
        level_now,
        count(*) as customer_count
    from moves
    group by month_start, tier, level_before, level_now
),

levels as (
    select
        level,
        case level
            when 'top' then 1
            when 'high' then 2
            when 'middle' then 3
            when 'low' then 4
            when 'inactive' then 5
            when 'prospect' then 6
            when 'wait_and_see' then 7
            else 8
        end as place
    from (
        select level_before as level
        from moves
        union
        select level_now as level
        from moves
    ) as levels_seen
)

select
    levels_before.month_start,
    levels_before.tier,
    levels_before.level_before,
    levels_to.level as level_now,
    coalesce(moves_counted.customer_count, 0) as customer_count,
    levels_before.level_before_count
from levels_before
inner join levels as levels_from on levels_before.level_before = levels_from.level
cross join levels as levels_to
left join moves_counted
    on
        levels_before.month_start = moves_counted.month_start
        and levels_before.tier = moves_counted.tier
        and levels_before.level_before = moves_counted.level_before
        and levels_to.level = moves_counted.level_now
order by
    levels_from.place,
    levels_to.place,
    levels_before.month_start,
    levels_before.tier
