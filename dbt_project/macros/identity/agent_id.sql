{#- The surrogate of one system's name for an agent; null where no agent is named. -#}
{% macro agent_id(source_system, agent_ref) -%}
    {{ hash_text("'agent|' || " ~ source_system ~ " || ':' || " ~ agent_ref) }}
{%- endmacro %}
