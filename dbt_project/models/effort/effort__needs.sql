-- Grain: one row per customer need. What the customer had to do until it was settled.
{%- set behaviours = [
    ('further_contact', '(needs.contact_count - 1)'),
    ('transfer', 'needs.transfer_count'),
    ('channel_switch', 'needs.switch_count'),
    ('abandoned_attempt', 'needs.abandoned_count'),
    ('wait_minute', 'needs.wait_seconds / 60.0'),
    ('hold_minute', 'needs.hold_seconds / 60.0'),
    ('talk_minute', 'needs.talk_seconds / 60.0'),
] %}
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

-- Points of each behaviour, side by side; fitted where any of them is.
weights as (
    select
        {% for behaviour, _ in behaviours %}
        max(case when behaviour = '{{ behaviour }}' then points end)
            as {{ behaviour }}_points,
        {% endfor %}
        max(basis) as basis
    from {{ ref('int_effort_weights') }}
),

needs_weighed as (
    select
        needs.*,
        episodes.episode_id,
        episodes.previous_need_id,
        least(100, greatest(
            0, 100
            {% for behaviour, taken in behaviours %}
            - weights.{{ behaviour }}_points * {{ taken }}
            {% endfor %}
        )) as observed_effort_score,
        weights.basis as observed_effort_basis
    from needs
    inner join episodes on needs.need_id = episodes.need_id
    cross join weights
)

select * from needs_weighed
