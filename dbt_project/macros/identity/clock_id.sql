{#- The clock on which a ticket's business hours run: a system's team and brand. -#}
{% macro clock_id(source_system, team, brand) -%}
    {{ source_system }} || ':' || coalesce({{ team }}, '') || ':' || coalesce({{ brand }}, '')
{%- endmacro %}
