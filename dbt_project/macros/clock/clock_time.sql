{#- The time of day of a timestamp as HH:MM. -#}
{% macro clock_time(moment) -%}
    lpad(cast(cast(extract(hour from {{ moment }}) as integer) as text), 2, '0')
    || ':' || lpad(cast(cast(extract(minute from {{ moment }}) as integer) as text), 2, '0')
{%- endmacro %}
