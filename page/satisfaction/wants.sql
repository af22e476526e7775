-- Grain: one row per month and measure of a want, in the order of the wants.
with

-- Two of the measures take their time; the others are known at once.
months as (
    select
        month_start,
        'first_contact_resolution' as measure,
        case when is_complete then 1 else 0 end as is_complete
    from scorecard.monthly
    where metric = 'first_contact_resolution'
    union all
    select
        cast(date_trunc('month', business_date) as date) as month_start,
        'no_followed_up' as measure,
        min(case when is_no_followed_up is null then 0 else 1 end) as is_complete
    from satisfaction.interactions
    where is_no and customer_id is not null
    group by cast(date_trunc('month', business_date) as date)
),

wants as (
    select
        wants.month_start,
        wants.want,
        wants.measure,
        wants.basis,
        wants.want_rank,
        wants.yes_count,
        wants.unit_count,
        wants.effective_n,
        coalesce(months.is_complete, 1) as is_complete
    from satisfaction.wants as wants
    left join months
        on
            wants.month_start = months.month_start
            and wants.measure = months.measure
    where wants.basis in ('counted', 'asked')
)

select * from wants
order by want_rank asc, basis desc, measure asc, month_start asc
