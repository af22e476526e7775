-- Poor contacts of leavers in excess of those who stayed, by the reason recorded.
select
    month_start,
    reason,
    matched_count,
    excess_share * matched_count as excess_sum,
    excess_sum_squares,
    case when unripe_count = 0 then 1 else 0 end as is_complete
from loyalty.churn_reasons
where matched_count > 0
order by reason, month_start
