{#- How many independent units a share of clustered ones is worth: p(1-p) over the linearised
    variance of the ratio (Cochran 1977, chapter 6), never more than n. Where every unit says
    the same that variance is nil and tells nothing: then as many as there are clusters.
    Arguments are names of columns: totals `yes` and `n`, `clusters`, and sums over clusters of
    yes*yes, n*n and yes*n. Of a mean, `squares` is the sum of the units' squares. Wilson's
    interval on it keeps its shape at the ends, where the plain cluster-robust one has no width. -#}
{% macro effective_n(yes, n, clusters, yes_yes, n_n, yes_n, squares=none) -%}
    {%- set p = '(' ~ as_double(yes) ~ ' / ' ~ n ~ ')' -%}
    {%- set variance = p ~ ' * (1 - ' ~ p ~ ')' -%}
    {%- if squares is not none -%}
        {%- set variance -%}
        ({{ left_over(as_double(squares) ~ ' / ' ~ n, p ~ ' * ' ~ p) }})
        {%- endset -%}
    {%- endif -%}
    case
        when {{ n }} = 0 then null
        when
            {% if squares is none -%}
            {{ yes }} = 0 or {{ yes }} = {{ n }}
            {%- else -%}
            {{ variance }} <= 0
            {%- endif %}
            or {{ clusters }} < 2
            then {{ as_double(clusters) }}
        else least(
            {{ as_double(n) }},
            {{ variance }} * {{ n }} * {{ n }} * ({{ clusters }} - 1)
            / {{ clusters }}
            / nullif({{ left_over(
                as_double(yes_yes) ~ ' + ' ~ p ~ ' * ' ~ p ~ ' * ' ~ n_n,
                '2 * ' ~ p ~ ' * ' ~ yes_n
            ) }}, 0)
        )
    end
{%- endmacro %}

{#- What n units are worth that cluster in two ways, from what they are worth in either: the
    variances add up, less that of independent units, which both hold (Cameron, Gelbach and
    Miller 2011, with single units as what the two kinds of clusters share). -#}
{% macro effective_n_two_ways(n, one, other) -%}
    {{ as_double(n) }} / nullif({{ n }} / {{ one }} + {{ n }} / {{ other }} - 1, 0)
{%- endmacro %}
