{#- The date of a timestamp. -#}
{% macro date_of(moment) -%}
    cast({{ moment }} as date)
{%- endmacro %}
