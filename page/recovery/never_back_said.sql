-- Customers who say that they would never return.
select
    generation,
    never_returns_asked_count,
    never_returns_share,
    never_returns_share_low,
    never_returns_share_high
from recovery.segments
where stage = 'all' and generation <> 'unknown' and never_returns_asked_count > 0
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
