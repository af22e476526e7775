-- Existing customers who moved up within a month, by satisfaction stated before it.
select
    month_start,
    satisfaction_before,
    moved_up_numerator,
    moved_up_denominator
from loyalty.pyramid_moves
where level_before = 'existing' and satisfaction_before <> 'all'
order by
    case satisfaction_before
        when 'very_satisfied' then 1
        when 'satisfied' then 2
        when 'barely_satisfied' then 3
        when 'dissatisfied' then 4
        else 5
    end,
    month_start
