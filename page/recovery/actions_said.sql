-- What people say would win them back; each action stands once for each outcome.
select distinct
    case action
        when 'owned' then 1
        when 'apology' then 2
        else 3
    end as place,
    action,
    said_denominator,
    said_share,
    said_share_low,
    said_share_high
from recovery.actions
where kind = 'action' and said_share is not null
order by place
