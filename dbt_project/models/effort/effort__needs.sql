-- Grain: one row per customer need. What the customer had to do until it was settled.
with

needs as (
    select * from {{ ref('int_needs_judged') }}
),

episodes as (
    select
        need_id,
        episode_id,
        previous_need_id
    from {{ ref('int_needs_joined') }}
),

-- Points of each behaviour, side by side.
weights as (
    select
        max(case when behaviour = 'contact' then points end) as contact_points,
        max(case when behaviour = 'transfer' then points end) as transfer_points,
        max(case when behaviour = 'switch' then points end) as switch_points,
        max(case when behaviour = 'hour' then points end) as hour_points
    from {{ ref('int_effort_weights') }}
),

needs_weighed as (
    select
        needs.*,
        episodes.episode_id,
        episodes.previous_need_id,
        {{ as_double(
            "least(100, greatest(0, 100"
            ~ " - weights.contact_points * (needs.contact_count - 1)"
            ~ " - weights.transfer_points * needs.transfer_count"
            ~ " - weights.switch_points * needs.switch_count"
            ~ " - weights.hour_points * needs.customer_minutes / 60.0))"
        ) }} as observed_effort_score
    from needs
    inner join episodes on needs.need_id = episodes.need_id
    cross join weights
)

select * from needs_weighed
