{#- Seconds from one timestamp to a later one, fractions kept; negative when it is earlier. -#}
{% macro seconds_between(earlier, later) -%}
    {%- if target.type == 'duckdb' -%}
        (cast(epoch_us({{ later }}) - epoch_us({{ earlier }}) as double precision) / 1000000)
    {%- else -%}
        cast(extract(epoch from ({{ later }}) - ({{ earlier }})) as double precision)
    {%- endif -%}
{%- endmacro %}
