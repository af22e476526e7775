{#- The month of the year of a date, 01 to 12, as text. -#}
{% macro month_number(day) -%}
    lpad(cast(cast(extract(month from {{ day }}) as integer) as text), 2, '0')
{%- endmacro %}
