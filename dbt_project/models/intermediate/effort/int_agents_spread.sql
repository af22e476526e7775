-- Grain: one row per measure. How much agents of one team and month differ beyond
-- chance; all teams and months pooled.
{%- set shares = [
    ('first_contact', 'first_contact_n', 'first_contact_yes'),
    ('next_issue', 'followed_n', 'next_issue_yes'),
    ('emotional', 'followed_n', 'emotional_yes'),
] %}
with

agents as (
    select * from {{ ref('int_agents_summed_monthly') }}
),

measured as (
    {% for measure, n, total in shares %}
    select
        '{{ measure }}' as measure,
        team,
        month_start,
        {{ as_double(n) }} as n,
        {{ as_double(total) }} as total,
        {{ as_double(total) }} as total_squares
    from agents
    where {{ n }} > 0
    union all
    {% endfor %}
    select
        'effort' as measure,
        team,
        month_start,
        {{ as_double('effort_n') }} as n,
        effort_sum as total,
        effort_sum_squares as total_squares
    from agents
    where effort_n > 0
),

-- Sums of squares between and within the agents of a team (analysis of variance).
teams as (
    select
        measure,
        team,
        month_start,
        count(*) as agents,
        sum(n) as n,
        sum(n * n) as n_n,
        sum(total * total / n) - sum(total) * sum(total) / sum(n) as between_squares,
        sum(total_squares) - sum(total * total / n) as within_squares
    from measured
    group by measure, team, month_start
    having count(*) >= 2
),

pooled as (
    select
        measure,
        sum(between_squares) as between_squares,
        sum(agents - 1) as between_degrees,
        sum(within_squares) / nullif(sum(n - agents), 0) as within_variance,
        sum(n - n_n / n) as units
    from teams
    group by measure
),

-- Method of moments: what the agents' means vary beyond what the spread within agents
-- makes them vary.
agents_spread as (
    select
        measure,
        within_variance,
        greatest(
            0,
            (between_squares - between_degrees * within_variance) / nullif(units, 0)
        ) as between_variance
    from pooled
)

select * from agents_spread
