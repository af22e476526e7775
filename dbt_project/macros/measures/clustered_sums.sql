{#- What means of clustered answers need, added up in two steps: first by cluster (a customer's
    answers of one group), then over the clusters of the group. `figures` are columns; of the first
    the squares are added up as well, and what it comes to by `weight`. `mean_of_clusters` and
    `weighted_mean_of_clusters` name the sums as effective_n and cluster_share_* want them. -#}
{% macro sums_by_cluster(figures, weight='weight') -%}
    count(*) as n,
    {%- for figure in figures %}
    sum({{ figure }}) as {{ figure }}_sum,
    {%- endfor %}
    sum({{ figures[0] }} * {{ figures[0] }}) as {{ figures[0] }}_sum_squares,
    sum({{ weight }}) as weight_sum,
    sum({{ weight }} * {{ weight }}) as weight_sum_squares,
    sum({{ weight }} * {{ figures[0] }}) as weighted_sum
{%- endmacro %}

{% macro sums_over_clusters(figures) -%}
    count(*) as clusters,
    sum(n) as n,
    sum(n * n) as n_n,
    {%- for figure in figures %}
    sum({{ figure }}_sum) as {{ figure }}_sum,
    sum({{ figure }}_sum * {{ figure }}_sum) as {{ figure }}_{{ figure }},
    sum({{ figure }}_sum * n) as {{ figure }}_n,
    {%- endfor %}
    sum({{ figures[0] }}_sum_squares) as {{ figures[0] }}_sum_squares,
    sum(weight_sum) as weight_sum,
    sum(weight_sum_squares) as weight_sum_squares,
    sum(weighted_sum) as weighted_sum,
    sum(weight_sum * weight_sum) as weight_weight,
    sum(weighted_sum * weighted_sum) as weighted_weighted,
    sum(weighted_sum * weight_sum) as weighted_weight
{%- endmacro %}

{% macro mean_of_clusters(figure) -%}
    {{ return([
        figure ~ '_sum', 'n', 'clusters', figure ~ '_' ~ figure, 'n_n', figure ~ '_n'
    ]) }}
{%- endmacro %}

{% macro weighted_mean_of_clusters() -%}
    {{ return([
        'weighted_sum', 'weight_sum', 'clusters', 'weighted_weighted', 'weight_weight',
        'weighted_weight'
    ]) }}
{%- endmacro %}

{#- How many unweighted answers the weighted ones are worth (Kish 1965). -#}
{% macro weighed_n() -%}
    weight_sum * weight_sum / nullif(weight_sum_squares, 0)
{%- endmacro %}
