{#- The surrogate of one system's record of a customer: the key of its account there. -#}
{% macro party_id(source_system, customer) -%}
    {{ identifier_key("'account'", source_system, customer) }}
{%- endmacro %}
