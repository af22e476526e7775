{#- Chance that a standard normal value exceeds z: half the complementary error function of
    z / sqrt(2), by the Chebyshev fit of Press et al. (1992, section 6.2), whose relative error is
    below 1.2e-7 everywhere; z beyond 37 counts as 37. `z` is the name of a column; null where it
    is null. -#}
{% macro normal_tail(z) -%}
    {%- set size = 'least(abs(' ~ z ~ '), 37)' -%}
    {%- set t = '(1 / (1 + ' ~ size ~ ' / 2.8284271247461903))' -%}
    {%- set coefficients = [
        '1.00002368', '0.37409196', '0.09678418', '-0.18628806', '0.27886807', '-1.13520398',
        '1.48851587', '-0.82215223', '0.17087277'
    ] -%}
    {%- set fit = namespace(sum='0') -%}
    {%- for coefficient in coefficients | reverse -%}
        {%- set fit.sum = '(' ~ coefficient ~ ' + ' ~ t ~ ' * ' ~ fit.sum ~ ')' -%}
    {%- endfor -%}
    {%- set tail = '0.5 * ' ~ t ~ ' * exp(-1.26551223 - ' ~ size ~ ' * ' ~ size ~ ' / 2 + '
        ~ t ~ ' * ' ~ fit.sum ~ ')' -%}
    case
        when {{ z }} >= 0 then {{ tail }}
        when {{ z }} < 0 then 1 - {{ tail }}
    end
{%- endmacro %}
