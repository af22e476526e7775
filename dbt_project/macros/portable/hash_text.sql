{#- A text hashed to 32 hexadecimal digits (md5), the same on every warehouse. -#}
{% macro hash_text(expression) -%}
    md5({{ expression }})
{%- endmacro %}
