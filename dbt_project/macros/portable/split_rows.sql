{#- A set-returning expression: one row per part of a text cut at a separator of one character. -#}
{% macro split_rows(expression, separator) -%}
    {%- if target.type == 'duckdb' -%}
        unnest(string_split({{ expression }}, '{{ separator }}'))
    {%- elif target.type == 'spark' -%}
        explode(split({{ expression }}, '[{{ separator }}]'))
    {%- else -%}
        unnest(string_to_array({{ expression }}, '{{ separator }}'))
    {%- endif -%}
{%- endmacro %}
