{#- Logarithm of the likelihood of `yes` of `n` at their own share, without the constant; 0 at both
    ends. Arguments are names of columns of double precision. -#}
{% macro binomial_likelihood(yes, n) -%}
    case
        when {{ yes }} > 0 and {{ yes }} < {{ n }}
            then
                {{ yes }} * ln({{ yes }} / {{ n }})
                + ({{ n }} - {{ yes }}) * ln(1 - {{ yes }} / {{ n }})
        else 0
    end
{%- endmacro %}
