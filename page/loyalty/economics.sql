-- Cost of keeping over cost of winning; n is the customers won.
with

ratios as (
    select
        month_start,
        'marketing' as measure,
        keep_win_ratio as ratio,
        won_12_months_count as customer_count
    from loyalty.economics
    where is_complete and keep_win_ratio is not null
    union all
    select
        month_start,
        'with_service' as measure,
        keep_with_service_win_ratio as ratio,
        won_12_months_count as customer_count
    from loyalty.economics
    where is_complete and keep_with_service_win_ratio is not null
)

select * from ratios
order by measure, month_start
