-- Grain: one row per month and measure of a want, in the order of the wants.
with

wants as (
    select
        month_start,
        want,
        measure,
        basis,
        want_rank,
        yes_count,
        unit_count,
        effective_n
    from satisfaction.wants
    where basis in ('counted', 'asked')
)

select * from wants
order by want_rank asc, basis desc, measure asc, month_start asc
