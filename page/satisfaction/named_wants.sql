-- Grain: one row per month and want that could be named.
with

wants as (
    select
        month_start,
        want,
        want_rank,
        yes_count,
        unit_count,
        effective_n
    from satisfaction.wants
    where basis = 'named'
)

select * from wants
order by want_rank, month_start
