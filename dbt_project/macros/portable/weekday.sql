{#- Day of the week of a date, 1 = Monday to 7 = Sunday. -#}
{% macro weekday(day) -%}
    cast(extract(isodow from {{ day }}) as integer)
{%- endmacro %}
