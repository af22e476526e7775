-- Grain: one row per generation and stage of the journey, `all` for every one. What
-- people say they would do after a bad experience (F31, F33, F34), and what those did
-- who had one; one answer and one experience a customer, so that units are independent.
{%- set reactions = ['stops_recommending', 'looks_elsewhere', 'disparages'] %}
{%- set shares = {
    'stops_recommending': 'reaction_count',
    'looks_elsewhere': 'reaction_count',
    'disparages': 'reaction_count',
    'any_reaction': 'reaction_count',
    'leaves_untried': 'leaves_untried_asked_count',
    'never_returns': 'never_returns_asked_count',
    'stage': 'staged_count',
    'tried': 'experience_count',
    'left_untried': 'ripe_count',
    'not_back': 'ripe_count',
} %}
with

customers as (
    select
        customers.customer_id,
        coalesce(generations.generation, 'unknown') as generation
    from {{ ref('core__customers') }} as customers
    left join {{ ref('generations') }} as generations
        on
            customers.birth_year >= generations.born_from
            and customers.birth_year <= generations.born_to
),

people as (
    select * from {{ ref('int_people_reacting') }}
),

people_staged as (
    select
        *,
        stage as stage_cut
    from people
    where stage is not null
    union all
    select
        *,
        'all' as stage_cut
    from people
),

people_cut as (
    select
        people_staged.*,
        customers.generation as generation_cut
    from people_staged
    inner join customers on people_staged.customer_id = customers.customer_id
    union all
    select
        *,
        'all' as generation_cut
    from people_staged
),

counted as (
    select
        generation_cut as generation,
        stage_cut as stage,
        count(reaction_known) as reaction_count,
        {% for reaction in reactions + ['any_reaction'] -%}
        count(*) filter (where reaction_known = 1 and {{ reaction }})
            as {{ reaction }}_count,
        {% endfor -%}
        count(leaves_untried) as leaves_untried_asked_count,
        count(*) filter (where leaves_untried) as leaves_untried_count,
        count(never_returns) as never_returns_asked_count,
        count(*) filter (where never_returns) as never_returns_count,
        count(*) filter (where basis = 'behaviour') as experience_count,
        count(*) filter (where basis = 'behaviour' and tried) as tried_count,
        count(*) filter (where basis = 'behaviour' and stage is not null)
            as stage_known_count,
        count(*) filter (where is_ripe) as ripe_count,
        count(*) filter (where is_ripe and not tried and not has_come_back)
            as left_untried_count,
        count(*) filter (where is_ripe and not has_come_back) as not_back_count
    from people_cut
    group by generation_cut, stage_cut
),

-- A stage's share is of the experiences of that generation whose stage is known.
staged as (
    select
        counted.*,
        case when counted.stage <> 'all' then counted.experience_count end
            as stage_count,
        case when counted.stage <> 'all' then whole.stage_known_count end
            as staged_count
    from counted
    inner join counted as whole
        on counted.generation = whole.generation and whole.stage = 'all'
),

segments as (
    select
        generation,
        stage,
        experience_count,
        reaction_count,
        leaves_untried_asked_count,
        never_returns_asked_count,
        staged_count,
        ripe_count,
        {% for name, asked in shares.items() -%}
        {{ name }}_count,
        {{ as_double(name ~ '_count') }} / nullif({{ asked }}, 0)
            as {{ name }}_share,
        {{ wilson_low(name ~ '_count', asked) }} as {{ name }}_share_low,
        {{ wilson_high(name ~ '_count', asked) }} as {{ name }}_share_high,
        {% endfor -%}
        experience_count < {{ window('thin') }} as is_thin,
        reaction_count < {{ window('thin') }} as is_stated_thin
    from staged
)

select * from segments
