-- What customers did within each horizon after the first experience they judged.
with

figures as (
    select
        horizon_days,
        band,
        cast(horizon_days as varchar(9)) || ' days' as figure,
        1 as place,
        gone_denominator as customer_count,
        gone_share as share,
        gone_share_low as share_low,
        gone_share_high as share_high
    from loyalty.by_satisfaction
    where gone_denominator > 0 and band <> 'satisfied_but_gone'
)

select
    band,
    figure,
    customer_count,
    share,
    share_low,
    share_high
from figures
order by
    horizon_days,
    place,
    case band
        when 'very_satisfied' then 1
        when 'satisfied' then 2
        when 'barely_satisfied' then 3
        else 4
    end
