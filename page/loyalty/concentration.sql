-- Share of margin and of revenue that the best so many in a hundred customers brought.
with

shares as (
    select
        month_start,
        percentile,
        'margin' as measure,
        customer_count,
        margin_share as share,
        margin_share_low as share_low,
        margin_share_high as share_high
    from loyalty.concentration
    where is_complete
    union all
    select
        month_start,
        percentile,
        'revenue' as measure,
        customer_count,
        revenue_share as share,
        revenue_share_low as share_low,
        revenue_share_high as share_high
    from loyalty.concentration
    where is_complete
)

select * from shares
order by month_start, measure, percentile
