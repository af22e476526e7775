{#- 95 % interval of a share (or a mean) whose units cluster in customers or agents: the
    linearised variance of a ratio over clusters, C/(C-1) * sum((y - p*n)^2) / N^2, and t with
    C-1 degrees of freedom (Cochran 1977, chapter 6). `yes` and `n` are the totals, `clusters`
    how many clusters there are, the rest sums over clusters of y*y, n*n and y*n.
    Null below two clusters. Bounded to 0..1 unless `is_share` is false. -#}
{% macro cluster_share_low(
    yes, n, clusters, sum_yes_yes, sum_n_n, sum_yes_n, is_share=true
) -%}
    {{ cluster_share_bound(
        yes, n, clusters, sum_yes_yes, sum_n_n, sum_yes_n, '-', is_share
    ) }}
{%- endmacro %}

{% macro cluster_share_high(
    yes, n, clusters, sum_yes_yes, sum_n_n, sum_yes_n, is_share=true
) -%}
    {{ cluster_share_bound(
        yes, n, clusters, sum_yes_yes, sum_n_n, sum_yes_n, '+', is_share
    ) }}
{%- endmacro %}

{% macro cluster_share_bound(
    yes, n, clusters, sum_yes_yes, sum_n_n, sum_yes_n, sign, is_share
) -%}
    {%- set p = '(' ~ as_double(yes) ~ ' / ' ~ as_double(n) ~ ')' -%}
    {%- set squares = as_double(sum_yes_yes) ~ ' + ' ~ p ~ ' * ' ~ p ~ ' * ' ~ as_double(sum_n_n) -%}
    {%- set products = '2 * ' ~ p ~ ' * ' ~ as_double(sum_yes_n) -%}
    {%- set bound -%}
        {{ p }} {{ sign }} ({{ t_quantile('(' ~ clusters ~ ') - 1') }}) * sqrt(
            ({{ left_over(squares, products) }})
            * {{ as_double(clusters) }} / ({{ as_double(clusters) }} - 1)
        ) / {{ as_double(n) }}
    {%- endset -%}
    case
        when ({{ n }}) > 0 and ({{ clusters }}) >= 2 then
            {%- if is_share %}
            least(1, greatest(0, {{ bound }}))
            {%- else %}
            {{ bound }}
            {%- endif %}
    end
{%- endmacro %}
