{#- A timestamp moved by a number of days of 24 hours. -#}
{% macro add_days(moment, days) -%}
    {{ add_seconds(moment, '86400 * (' ~ days ~ ')') }}
{%- endmacro %}
