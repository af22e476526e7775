{#- Chance that a Brownian bridge strays further than x from 0 (Kolmogorov's distribution): twice the
    alternating sum of exp(-2 k^2 x^2); 1 below 0.3, where the sum converges slowly and the chance
    exceeds 0.99999. `x` is the name of a column. -#}
{% macro kolmogorov_tail(x) -%}
    case
        when {{ x }} < 0.3 then 1.0
        else least(1.0, 2 * (
            {%- for k in range(1, 7) %}
            {{ '+' if k % 2 else '-' }} exp(-{{ 2 * k * k }} * least({{ x }}, 4) * least({{ x }}, 4))
            {%- endfor %}
        ))
    end
{%- endmacro %}
