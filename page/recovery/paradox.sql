-- Scores after recovery against before, and against customers without a failure.
with

figures as (
    select
        recovery,
        'change' as figure,
        pair_count,
        change_mean as points,
        change_low as points_low,
        change_high as points_high
    from recovery.paradox
    where severity = 'all'
    union all
    select
        recovery,
        'excess' as figure,
        matched_count as pair_count,
        excess_mean as points,
        excess_low as points_low,
        excess_high as points_high
    from recovery.paradox
    where severity = 'all' and matched_count > 0
)

select * from figures
order by
    case recovery
        when 'fast' then 1
        when 'resolved' then 2
        else 3
    end,
    figure
