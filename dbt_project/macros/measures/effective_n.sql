{#- How many independent units a share of clustered ones is worth: p(1-p) over the linearised
    variance of the ratio (Cochran 1977, chapter 6), never more than n. Where every unit says
    the same that variance is nil and tells nothing: then as many as there are clusters.
    Arguments are names of columns: totals `yes` and `n`, `clusters`, and sums over clusters of
    yes*yes, n*n and yes*n. Wilson's interval on it keeps its shape at the ends, where the
    plain cluster-robust one has no width. -#}
{% macro effective_n(yes, n, clusters, yes_yes, n_n, yes_n) -%}
    {%- set p = '(' ~ as_double(yes) ~ ' / ' ~ n ~ ')' -%}
    case
        when {{ n }} = 0 then null
        when {{ yes }} = 0 or {{ yes }} = {{ n }} or {{ clusters }} < 2
            then {{ as_double(clusters) }}
        else least(
            {{ as_double(n) }},
            {{ p }} * (1 - {{ p }}) * {{ n }} * {{ n }} * ({{ clusters }} - 1)
            / {{ clusters }}
            / nullif(greatest(
                {{ as_double(yes_yes) }}
                - 2 * {{ p }} * {{ yes_n }}
                + {{ p }} * {{ p }} * {{ n_n }},
                0
            ), 0)
        )
    end
{%- endmacro %}
