{#- A published table <mart>__<table> is called <table> in the schema of its mart: dbt wants
    names unique over the project, readers want `effort.needs`. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set marts = [
        'core', 'effort', 'satisfaction', 'loyalty', 'recovery', 'operations', 'scorecard',
    ] -%}
    {%- set parts = node.name.split('__') -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name | trim }}
    {%- elif parts | length == 2 and parts[0] in marts -%}
        {{ parts[1] }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
