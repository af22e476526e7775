-- What customers did within each horizon after the first experience they judged.
with

-- A horizon whose bands are all thin says nothing yet; the shortest is shown anyway.
horizons as (
    select horizon_days
    from loyalty.by_delight
    group by horizon_days
    having
        not bool_and(is_thin)
        or horizon_days = (
            select min(bands.horizon_days)
            from loyalty.by_delight as bands
        )
),

figures as (
    select
        horizon_days,
        band,
        cast(horizon_days as varchar(9)) || ' days, as it looks' as figure,
        1 as place,
        repurchase_denominator as customer_count,
        repurchase_share as share,
        repurchase_share_low as share_low,
        repurchase_share_high as share_high
    from loyalty.by_delight
    where repurchase_denominator > 0
    union all
    select
        horizon_days,
        band,
        cast(horizon_days as varchar(9)) || ' days, adjusted' as figure,
        2 as place,
        repurchase_denominator as customer_count,
        repurchase_adjusted_share as share,
        repurchase_adjusted_share_low as share_low,
        repurchase_adjusted_share_high as share_high
    from loyalty.by_delight
    where repurchase_adjusted_share is not null
)

select
    band,
    figure,
    customer_count,
    share,
    share_low,
    share_high
from figures
where horizon_days in (select horizons.horizon_days from horizons)
order by
    horizon_days,
    place,
    case band
        when 'exceeded' then 1
        when 'met' then 2
        else 3
    end
