{#- A zone's clock time as a UTC timestamp. -#}
{% macro from_zone(moment, zone) -%}
    (({{ moment }} at time zone {{ zone }}) at time zone 'UTC')
{%- endmacro %}
