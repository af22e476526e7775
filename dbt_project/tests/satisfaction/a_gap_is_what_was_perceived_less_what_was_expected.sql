-- A failure means: the sign of a gap is not that of perception less expectation.
select *
from {{ ref('satisfaction__expectation_gaps') }}
where
    abs(
        gap_mean * 100 / (scale_high - scale_low)
        - (perception_score_mean - expectation_score_mean)
    ) > 0.000001
