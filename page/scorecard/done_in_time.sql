-- Grain: one row per month and kind of thing to do that was closed in it.
with

done_in_time as (
    select
        cast(date_trunc('month', closed_date) as date) as month_start,
        kind,
        count(*) filter (where state = 'done') as done_count,
        count(*) as closed_count
    from scorecard.actions
    where state <> 'open' and closed_date is not null
    group by cast(date_trunc('month', closed_date) as date), kind
)

select * from done_in_time
order by month_start, kind
