{#- 95 % interval of the ratio of what was observed to what was to be expected, both sums over
    clusters of the same `clusters`: normal on the logarithm, whose variance is linearised,
    C/(C-1) * sum((y/Y - e/E)^2) (Cochran 1977, chapter 6). Arguments are names of columns: totals
    `yes` and `expected`, and sums over clusters of yes*yes, yes*expected and expected*expected. Null
    where either total is 0, and below two clusters. -#}
{% macro lift_low(yes, expected, clusters, yes_yes, yes_expected, expected_expected) -%}
    {{ lift_bound(yes, expected, clusters, yes_yes, yes_expected, expected_expected, '-') }}
{%- endmacro %}

{% macro lift_high(yes, expected, clusters, yes_yes, yes_expected, expected_expected) -%}
    {{ lift_bound(yes, expected, clusters, yes_yes, yes_expected, expected_expected, '+') }}
{%- endmacro %}

{% macro lift_bound(
    yes, expected, clusters, yes_yes, yes_expected, expected_expected, sign
) -%}
    {%- set y, e = as_double(yes), as_double(expected) -%}
    case
        when {{ yes }} > 0 and {{ expected }} > 0 and {{ clusters }} > 1
            then {{ y }} / {{ e }} * exp({{ sign }} 1.959963984540054 * sqrt(
                ({{ left_over(
                    yes_yes ~ ' / (' ~ y ~ ' * ' ~ y ~ ') + '
                    ~ expected_expected ~ ' / (' ~ e ~ ' * ' ~ e ~ ')',
                    '2 * ' ~ yes_expected ~ ' / (' ~ y ~ ' * ' ~ e ~ ')'
                ) }}) * {{ clusters }} / ({{ clusters }} - 1)
            ))
    end
{%- endmacro %}
