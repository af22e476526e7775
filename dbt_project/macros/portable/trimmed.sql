{#- A text without blanks at its ends: the space and all that Unicode counts as one (a non-breaking
    space among them), which PostgreSQL's own trim leaves. Tabs and line ends stay. -#}
{% macro trimmed(expression) -%}
    {%- if target.type == 'duckdb' -%}
        trim({{ expression }})
    {%- else -%}
        btrim({{ expression }}, U&' \00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\202F\205F\3000')
    {%- endif -%}
{%- endmacro %}
