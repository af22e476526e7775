-- A failure means: needs are missing from the cut by day, queue and issue, or a part of
-- them is larger than the whole.
with

needs as (
    select
        count(*) as need_count,
        count(*) filter (where is_first_contact_observed) as observed_count
    from {{ ref('effort__needs') }}
),

resolution as (
    select
        coalesce(sum(need_count), 0) as need_count,
        coalesce(sum(observed_count), 0) as observed_count,
        count(*) filter (
            where
            need_count <> ripe_need_count + unripe_need_count
            or observed_known_count > ripe_need_count
            or observed_count > observed_known_count
            or given_up_count > observed_count
            or recorded_count > recorded_known_count
            or stated_count > stated_known_count
            or transferred_need_count > need_count
            or observed_share not between observed_share_low and observed_share_high
        ) as wrong_count
    from {{ ref('operations__resolution') }}
)

select
    needs.*,
    resolution.need_count as need_count_of_resolution,
    resolution.wrong_count
from needs
cross join resolution
where
    needs.need_count <> resolution.need_count
    or needs.observed_count <> resolution.observed_count
    or resolution.wrong_count > 0
