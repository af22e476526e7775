{#- A UTC timestamp as the clock of a zone shows it, daylight saving included. -#}
{% macro to_zone(moment, zone) -%}
    (({{ moment }} at time zone 'UTC') at time zone {{ zone }})
{%- endmacro %}
