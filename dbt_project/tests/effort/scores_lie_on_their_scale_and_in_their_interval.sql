-- A failure means: a score off its scale, a share beyond 0 to 1 or outside its own
-- interval, or more easy and hard answers than answers.
select *
from {{ ref('effort__scores') }}
where
    value_mean not between scale_low and scale_high
    or value_mean_weighted not between scale_low and scale_high
    or value_mean not between value_mean_low and value_mean_high
    or value_mean_weighted < value_mean_weighted_low
    or value_mean_weighted > value_mean_weighted_high
    or score_100_mean not between 0 and 100
    or score_100_mean not between score_100_mean_low and score_100_mean_high
    or easy_share_weighted < easy_share_weighted_low
    or easy_share_weighted > easy_share_weighted_high
    or hard_share_weighted < hard_share_weighted_low
    or hard_share_weighted > hard_share_weighted_high
    or easy_count + hard_count > answer_count
    or easy_share not between easy_share_low and easy_share_high
    or hard_share not between hard_share_low and hard_share_high
    or customer_count > answer_count
