{#- A number as double precision: division of integers differs between warehouses. -#}
{% macro as_double(expression) -%}
    cast({{ expression }} as double precision)
{%- endmacro %}
