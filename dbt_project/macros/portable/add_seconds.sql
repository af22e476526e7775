{#- A timestamp moved by a number of seconds, fractions kept. -#}
{% macro add_seconds(moment, seconds) -%}
    {%- if target.type == 'duckdb' -%}
        ({{ moment }} + to_microseconds(
            cast(cast({{ seconds }} as double precision) * 1000000 as bigint)
        ))
    {%- else -%}
        ({{ moment }} + ({{ seconds }}) * interval '1 second')
    {%- endif -%}
{%- endmacro %}
