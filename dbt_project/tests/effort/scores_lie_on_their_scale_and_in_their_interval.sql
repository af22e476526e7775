-- A failure means: a score off its scale, a share beyond 0 to 1 or outside its own
-- interval, or more easy and hard answers than answers.
select *
from {{ ref('effort__scores') }}
where
    value_mean not between scale_low and scale_high
    or value_mean_weighted not between scale_low and scale_high
    or value_mean not between value_mean_low and value_mean_high
    or score_100_mean not between 0 and 100
    or easy_count + hard_count > answer_count
    or easy_share not between easy_share_low and easy_share_high
    or hard_share not between hard_share_low and hard_share_high
    or customer_count > answer_count
