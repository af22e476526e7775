{#- A date moved by a number of calendar months. -#}
{% macro add_months(day, months) -%}
    {%- if target.type == 'duckdb' -%}
        cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
    {%- else -%}
        cast({{ day }} + ({{ months }}) * interval '1 month' as date)
    {%- endif -%}
{%- endmacro %}
