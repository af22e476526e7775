{#- Student's 95 % interval of a mean of independent units from what rolls it up: count, sum
    and sum of squares; null below two units. `units`: how many independent ones they are worth,
    where they are not (effective_n). -#}
{% macro mean_low(n, total, total_squares, units=none) -%}
    {{ mean_bound(n, total, total_squares, '-', units) }}
{%- endmacro %}

{% macro mean_high(n, total, total_squares, units=none) -%}
    {{ mean_bound(n, total, total_squares, '+', units) }}
{%- endmacro %}

{% macro mean_bound(n, total, total_squares, sign, units=none) -%}
    {%- set count = as_double(n) -%}
    {%- set worth = n if units is none else units -%}
    {%- set of_mean = as_double(total) ~ ' * ' ~ as_double(total) ~ ' / ' ~ count -%}
    case
        when {{ count }} >= 2 then
            {{ as_double(total) }} / {{ count }}
            {{ sign }} ({{ t_quantile('(' ~ worth ~ ') - 1') }}) * sqrt(
                ({{ left_over(as_double(total_squares), of_mean) }})
                / ({{ count }} - 1) / {{ as_double(worth) }}
            )
    end
{%- endmacro %}
