{#- dbt's cast of a unit test's value. Where a test takes a seed's own rows, an empty cell comes as
    '': DuckDB makes null of it, PostgreSQL would refuse it. -#}
{% macro postgres__safe_cast(field, type) -%}
    {%- if field | trim == "''" and type | lower not in ('text', 'character varying') -%}
        cast(null as {{ type }})
    {%- else -%}
        cast({{ field }} as {{ type }})
    {%- endif -%}
{%- endmacro %}
