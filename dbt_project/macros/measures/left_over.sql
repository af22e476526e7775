{#- What sums leave when others are taken from them: nil when it is no more than their last
    digits, which depend on the order of the rows and would show under a root. Both positive. -#}
{% macro left_over(sums, less) -%}
    case
        when ({{ sums }}) - ({{ less }}) > 1e-12 * ({{ sums }}) then ({{ sums }}) - ({{ less }})
        else 0
    end
{%- endmacro %}
