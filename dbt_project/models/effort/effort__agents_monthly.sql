-- Grain: one row per agent, team and month. Which agents spare customers effort (F08).
{#- measure, units, what is summed over them -#}
{%- set measures = [
    ('first_contact', 'first_contact_n', 'first_contact_yes'),
    ('next_issue', 'followed_n', 'next_issue_yes'),
    ('emotional', 'followed_n', 'emotional_yes'),
    ('effort', 'effort_n', 'effort_sum'),
] %}
with

agents as (
    select * from {{ ref('int_agents_summed_monthly') }}
),

-- The spreads of all measures and the points of a further contact, side by side.
spreads as (
    select
    {% for measure, _, _ in measures %}
    max(case when measure = '{{ measure }}' then between_variance end)
        as {{ measure }}_between,
    max(case when measure = '{{ measure }}' then within_variance end)
        as {{ measure }}_within{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_agents_spread') }}
),

weights as (
    select points as contact_points
    from {{ ref('int_effort_weights') }}
    where behaviour = 'further_contact'
),

agents_in_team as (
    select
        agents.*,
        weights.contact_points,
    {% for measure, n, total in measures %}
    {{ as_double('agents.' ~ total) }} / nullif(agents.{{ n }}, 0)
        as {{ measure }}_raw,
    {{ as_double('sum(agents.' ~ total ~ ') over team') }}
    / nullif(sum(agents.{{ n }}) over team, 0) as {{ measure }}_team,
    -- How much of the difference to the team is believed: n over n plus the units
    -- that the team is worth (Efron and Morris 1975).
    coalesce(
        agents.{{ n }} * spreads.{{ measure }}_between / nullif(
            agents.{{ n }} * spreads.{{ measure }}_between
            + spreads.{{ measure }}_within,
            0
        ),
        0
    ) as {{ measure }}_trust{{ ',' if not loop.last }}
    {% endfor %}
    from agents
    cross join spreads
    cross join weights
    window team as (partition by agents.team, agents.month_start)
),

agents_shrunk as (
    select
        *,
    {% for measure, _, _ in measures %}
    {{ measure }}_team
    + {{ measure }}_trust * coalesce({{ measure }}_raw - {{ measure }}_team, 0)
        as {{ measure }}_shrunk{{ ',' if not loop.last }}
    {% endfor %}
    from agents_in_team
),

-- What the contact itself took, and what it made customers do afterwards. How long it
-- took the agent has no part in it.
agents_compared as (
    select
        *,
        (next_issue_team - next_issue_shrunk) * followed_n as next_issues_spared,
        coalesce(effort_shrunk - effort_team, 0)
        + contact_points * coalesce(first_contact_shrunk - first_contact_team, 0)
        + contact_points * coalesce(next_issue_team - next_issue_shrunk, 0)
            as effort_spared_points
    from agents_shrunk
),

agents_monthly as (
    select
        agent_id,
        team,
        month_start,
        cast(contact_count as bigint) as contact_count,
        cast(handled_count as bigint) as handled_count,
        {{ as_double('handle_seconds_sum') }} as handle_seconds_sum,
        {{ as_double('handle_seconds_sum') }} / nullif(handled_count, 0)
            as handle_seconds_mean,
        {% for measure, n, total in measures if measure != 'effort' %}
        cast({{ n }} as bigint) as {{ measure }}_denominator,
        cast({{ total }} as bigint) as {{ measure }}_numerator,
        {{ measure }}_raw as {{ measure }}_share,
        {{ wilson_low(total, n) }} as {{ measure }}_share_low,
        {{ wilson_high(total, n) }} as {{ measure }}_share_high,
        {{ measure }}_team as {{ measure }}_share_team,
        {{ measure }}_shrunk as {{ measure }}_share_shrunk,
        {% endfor %}
        {{ as_double('next_issues_spared') }} as next_issues_spared,
        cast(effort_n as bigint) as effort_answer_count,
        {{ as_double('effort_sum') }} as effort_score_sum,
        {{ as_double('effort_sum_squares') }} as effort_score_sum_squares,
        effort_raw as effort_score_mean,
        {{ mean_low('effort_n', 'effort_sum', 'effort_sum_squares') }}
            as effort_score_mean_low,
        {{ mean_high('effort_n', 'effort_sum', 'effort_sum_squares') }}
            as effort_score_mean_high,
        effort_team as effort_score_team,
        effort_shrunk as effort_score_shrunk,
        {{ as_double('effort_spared_points') }} as effort_spared_points,
        -- The last digits differ between warehouses.
        row_number() over (
            partition by month_start
            order by
                cast(effort_spared_points as decimal(18, 9)) desc,
                agent_id asc,
                team asc
        ) as effort_rank,
        'association' as evidence,
        followed_n < {{ window('thin') }} as is_thin
    from agents_compared
)

select * from agents_monthly
