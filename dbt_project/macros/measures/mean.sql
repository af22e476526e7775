{#- Student's 95 % interval of a mean of independent units from what rolls it up: count, sum
    and sum of squares; null below two units. -#}
{% macro mean_low(n, total, total_squares) -%}
    {{ mean_bound(n, total, total_squares, '-') }}
{%- endmacro %}

{% macro mean_high(n, total, total_squares) -%}
    {{ mean_bound(n, total, total_squares, '+') }}
{%- endmacro %}

{% macro mean_bound(n, total, total_squares, sign) -%}
    {%- set count = as_double(n) -%}
    case
        when {{ count }} >= 2 then
            {{ as_double(total) }} / {{ count }}
            {{ sign }} ({{ t_quantile('(' ~ n ~ ') - 1') }}) * sqrt(
                greatest(
                    0,
                    {{ as_double(total_squares) }}
                    - {{ as_double(total) }} * {{ as_double(total) }} / {{ count }}
                ) / ({{ count }} - 1) / {{ count }}
            )
    end
{%- endmacro %}
