{#- The digits of a text, everything else dropped. -#}
{% macro digits_of(expression) -%}
    {%- if target.type == 'spark' -%}
        regexp_replace({{ expression }}, '[^0-9]', '')
    {%- else -%}
        regexp_replace({{ expression }}, '[^0-9]', '', 'g')
    {%- endif -%}
{%- endmacro %}
