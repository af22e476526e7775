-- Grain: one row per behaviour. Points of effort, of 100, that one more of it takes:
-- estimated on the scale with most answers, assumed where too few have been given.
{%- set assumed = [
    ('further_contact', 'contact', 1), ('transfer', 'transfer', 1),
    ('channel_switch', 'switch', 1), ('abandoned_attempt', 'abandoned', 1),
    ('wait_minute', 'hour', 60), ('hold_minute', 'hour', 60),
    ('talk_minute', 'hour', 60),
] %}
with

weights_assumed as (
    {%- for behaviour, name, units in assumed %}
    select
        '{{ behaviour }}' as behaviour,
        {{ as_double(window('effort_points_' ~ name)) }} / {{ units }} as points
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

estimates as (
    select
        *,
        dense_rank() over (
            order by
                answer_count desc, scale_low asc, scale_high asc, direction asc
        ) as scale_rank
    from {{ source('analysis', 'effort_drivers') }}
    where answer_count >= {{ window('effort_fit') }}
),

effort_weights as (
    select
        weights_assumed.behaviour,
        estimates.scale_low,
        estimates.scale_high,
        estimates.direction,
        coalesce(-estimates.points, weights_assumed.points) as points,
        case when estimates.driver is null then 'assumed' else 'fitted' end as basis
    from weights_assumed
    left join estimates
        on
            weights_assumed.behaviour = estimates.driver
            and estimates.scale_rank = 1
)

select * from effort_weights
