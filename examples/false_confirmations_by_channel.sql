-- Where do customers say "solved" and come again?
--
-- Read: of the surveyed contacts said to be complete, the share whose customer came
-- again on the issue after saying so.
-- Mind: of those who answered a survey. The pleasant agent's "yes" is the one to doubt:
-- compare the rows of each channel.
select
    channel,
    case
        when person_score is null then 'not asked'
        when person_score > 50 then 'pleasant'
        else 'not pleasant'
    end as person,
    count(*) as confirmed_count,
    count(*) filter (where is_false_confirmation) as false_count,
    cast(count(*) filter (where is_false_confirmation) as double precision)
    / count(*) as false_share
from satisfaction.interactions
where is_false_confirmation is not null
group by
    channel,
    case
        when person_score is null then 'not asked'
        when person_score > 50 then 'pleasant'
        else 'not pleasant'
    end
order by false_share desc, channel asc, person asc
