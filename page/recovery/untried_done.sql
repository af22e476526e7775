-- Customers who neither complained nor came back.
select
    generation,
    ripe_count,
    left_untried_share,
    left_untried_share_low,
    left_untried_share_high
from recovery.segments
where stage = 'all' and generation <> 'unknown' and ripe_count > 0
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
