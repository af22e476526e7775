-- A failure means: a score off its scale or outside its own interval, a correlation
-- beyond -1 to 1, or a touchpoint called overlooked on too few answers.
select *
from {{ ref('satisfaction__touchpoints') }}
where
    value_mean not between scale_low and scale_high
    or value_mean not between value_mean_low and value_mean_high
    or score_100_mean not between 0 and 100
    or derived_importance not between -1 and 1
    or paired_count > answer_count
    or (is_thin and is_overlooked is not null)
