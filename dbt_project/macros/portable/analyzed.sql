{#- Post-hook of every table: PostgreSQL plans what reads it next from statistics, and takes them by
    itself only a minute later. DuckDB counts as it writes. -#}
{% macro analyzed() -%}
    {%- if target.type == 'postgres' and model.config.materialized in ('table', 'incremental') -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
