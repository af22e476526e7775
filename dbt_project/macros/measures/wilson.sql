{#- Wilson's 95 % interval of a share of independent units (Wilson 1927); null where n is 0.
    `yes` and `n` are expressions; both are taken as double precision. -#}
{% macro wilson_low(yes, n) -%}
    {{ wilson_bound(yes, n, '-') }}
{%- endmacro %}

{% macro wilson_high(yes, n) -%}
    {{ wilson_bound(yes, n, '+') }}
{%- endmacro %}

{% macro wilson_bound(yes, n, sign) -%}
    {%- set z = '1.959963984540054' -%}
    {%- set count = 'nullif(' ~ as_double(n) ~ ', 0)' -%}
    {%- set p = '(' ~ as_double(yes) ~ ' / ' ~ count ~ ')' -%}
    {#- At the ends the bound is the share itself, which rounding would miss by a digit. -#}
    case
        when ({{ n }}) > 0 and ({{ yes }}) = {{ '0' if sign == '-' else n }}
            then {{ as_double('0' if sign == '-' else '1') }}
        when ({{ n }}) > 0 then least(1, greatest(0, (
        {{ p }} + {{ z }} * {{ z }} / (2 * {{ count }})
        {{ sign }} {{ z }} * sqrt(
            {{ p }} * (1 - {{ p }}) / {{ count }}
            + {{ z }} * {{ z }} / (4 * {{ count }} * {{ count }})
        )
        ) / (1 + {{ z }} * {{ z }} / {{ count }})))
    end
{%- endmacro %}
