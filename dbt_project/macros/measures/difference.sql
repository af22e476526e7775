{#- Half the width of the 95 % interval of the difference of two means of which some units are the
    same people: s1^2/n1 + s2^2/n2 - 2 * n12 * c12 / (n1 * n2), and Student's t with the smaller
    number of units less one. `variance` and `n` of each, `both` the number of common units and
    `covariance` theirs; null below two units of either. -#}
{% macro difference_width(variance, n, other_variance, other_n, covariance, both) -%}
    case
        when {{ n }} >= 2 and {{ other_n }} >= 2 then
            ({{ t_quantile('least(' ~ n ~ ', ' ~ other_n ~ ') - 1') }})
            * sqrt({{ left_over(
                as_double(variance) ~ ' / ' ~ n ~ ' + ' ~ as_double(other_variance) ~ ' / ' ~ other_n,
                '2 * ' ~ as_double('coalesce(' ~ both ~ ', 0)') ~ ' * coalesce(' ~ covariance
                ~ ', 0) / (' ~ as_double(n) ~ ' * ' ~ other_n ~ ')'
            ) }})
    end
{%- endmacro %}
