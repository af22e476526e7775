-- Grain: one row per arm (silent, unresolved, resolved, fast) and severity. Who is
-- willing to return, and who came back (F21).
{%- set asked = {
    'willing': ('is_willing_to_return', 'true'),
    'came_back': ('has_come_back', 'is_ripe'),
} %}
with

experiences as (
    select * from {{ ref('int_experiences_arranged') }}
),

-- Every arm as a whole, and by severity.
experiences_cut as (
    select
        *,
        'all' as severity_cut
    from experiences
    where is_arm_ripe
    union all
    select
        *,
        severity as severity_cut
    from experiences
    where is_arm_ripe and severity is not null
),

-- Experiences of one customer are not independent: customers are the clusters.
customers as (
    select
        arm,
        severity_cut,
        customer_id,
        {% for figure, (yes, known) in asked.items() -%}
        count(*) filter (where {{ known }} and {{ yes }} is not null)
            as {{ figure }}_n,
        count(*) filter (where {{ known }} and {{ yes }}) as {{ figure }}_yes,
        {% endfor -%}
        count(*) as n
    from experiences_cut
    group by arm, severity_cut, customer_id
),

summed as (
    select
        arm,
        severity_cut,
        {% for figure in asked -%}
        cast(sum({{ figure }}_n) as bigint) as {{ figure }}_n,
        cast(sum({{ figure }}_yes) as bigint) as {{ figure }}_yes,
        count(*) filter (where {{ figure }}_n > 0) as {{ figure }}_customers,
        sum({{ figure }}_yes * {{ figure }}_yes) as {{ figure }}_yes_yes,
        sum({{ figure }}_n * {{ figure }}_n) as {{ figure }}_n_n,
        sum({{ figure }}_yes * {{ figure }}_n) as {{ figure }}_yes_n,
        {% endfor -%}
        cast(sum(n) as bigint) as n
    from customers
    group by arm, severity_cut
),

summed_worth as (
    select
        {% for figure in asked -%}
        {{ effective_n(
            figure ~ '_yes', figure ~ '_n', figure ~ '_customers',
            figure ~ '_yes_yes', figure ~ '_n_n', figure ~ '_yes_n'
        ) }} as {{ figure }}_units,
        {% endfor -%}
        *
    from summed
),

speed as (
    select
        arm,
        severity_cut as severity,
        n as experience_count,
        {% for figure in asked %}
        {%- set yes = figure ~ '_yes * ' ~ figure ~ '_units / nullif(' ~ figure
            ~ '_n, 0)' -%}
        {{ figure }}_n as {{ figure }}_denominator,
        {{ figure }}_yes as {{ figure }}_numerator,
        {{ as_double(figure ~ '_yes') }} / nullif({{ figure }}_n, 0)
            as {{ figure }}_share,
        {{ wilson_low(yes, figure ~ '_units') }} as {{ figure }}_share_low,
        {{ wilson_high(yes, figure ~ '_units') }} as {{ figure }}_share_high,
        {{ as_double(figure ~ '_units') }} as {{ figure }}_effective_n,
        {{ figure }}_n < {{ window('thin') }} as is_{{ figure }}_thin,
        {% endfor -%}
        n - came_back_n as came_back_unripe_count,
        'association' as evidence
    from summed_worth
)

select * from speed
