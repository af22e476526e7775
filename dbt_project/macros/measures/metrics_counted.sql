{#- Rows metric, month_start, owner_id, numerator, denominator, numerator_squares,
    population_count, unripe_count of a list of (metric, step, numerator, denominator,
    numerator_squares, population, unripe), all but the first names or expressions of a step. -#}
{% macro metrics_counted(metrics) -%}
    {%- for metric, step, numerator, denominator, squares, population, unripe
        in metrics %}
    select
        '{{ metric }}' as metric,
        month_start,
        owner_id,
        {{ as_double('coalesce(' ~ numerator ~ ', 0)') }} as numerator,
        {{ as_double(denominator) }} as denominator,
        {{ as_double('coalesce(' ~ squares ~ ', 0)') }} as numerator_squares,
        {{ population }} as population_count,
        {{ unripe }} as unripe_count
    from {{ step }}
    where {{ population }} + {{ unripe }} > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
