{#- Aggregate: texts joined in an order, nulls left out. -#}
{% macro joined_in_order(expression, separator, sort_key) -%}
    {%- if target.type == 'spark' -%}
        array_join(transform(array_sort(collect_list(
            case when {{ expression }} is not null
                then struct({{ sort_key }} as place, {{ expression }} as part) end
        )), item -> item.part), '{{ separator }}')
    {%- else -%}
        string_agg({{ expression }}, '{{ separator }}' order by {{ sort_key }})
    {%- endif -%}
{%- endmacro %}
