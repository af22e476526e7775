-- Customers who say that they would leave untried.
select
    generation,
    leaves_untried_asked_count,
    leaves_untried_share,
    leaves_untried_share_low,
    leaves_untried_share_high
from recovery.segments
where stage = 'all' and generation <> 'unknown' and leaves_untried_asked_count > 0
order by
    case generation
        when 'all' then 1
        when 'silent' then 2
        when 'boomer' then 3
        when 'x' then 4
        when 'millennial' then 5
        when 'z' then 6
        else 7
    end
