{#- Calendar days from one date to a later one. -#}
{% macro days_between(earlier, later) -%}
    (cast({{ later }} as date) - cast({{ earlier }} as date))
{%- endmacro %}
