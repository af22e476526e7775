{#- Aggregate: a sum that does not depend on the order of its rows. Each is taken to so many
    digits after the point (fewer for squares, whose doubles have fewer) and added up as a decimal;
    sums of doubles differ in what they round away. By way of a text, which warehouses read to
    the same double. -#}
{% macro exact_sum(expression, digits=9) -%}
    {{ as_double(
        'cast(sum(cast(' ~ expression ~ ' as numeric(38, ' ~ digits ~ '))) as text)'
    ) }}
{%- endmacro %}
