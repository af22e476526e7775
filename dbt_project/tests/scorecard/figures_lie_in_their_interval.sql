-- A failure means: a figure outside its own interval, a share beyond its bounds, a
-- numerator larger than its denominator, or a denominator larger than its population.
select *
from {{ ref('scorecard__monthly') }}
where
    value not between value_low - 1e-9 and value_high + 1e-9
    or (interval_method not like 't%' and numerator > denominator)
    or (interval_method not like 't%' and value_low < 0)
    or (interval_method not like 't%' and value_high > 1)
    or effective_n > denominator + 1e-9
    or denominator > population_count
    or (denominator = 0) <> (value is null)
