{#- A failure means: rows share a key, or a column of the key is null. The key is `columns`, or
    the model's meta.primary_key. Yields one row per bad key, in one pass. -#}
{% test key_holds(model, columns=none) %}
    {%- if columns is none and execute -%}
        {%- set tested = graph.nodes.values() | selectattr(
            'alias', 'equalto', model.identifier
        ) | selectattr('schema', 'equalto', model.schema) | list -%}
        {%- set columns = tested[0].config.meta.primary_key -%}
    {%- endif -%}
    {%- set key = columns or ['1'] -%}

    select
        {{ key | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ key | join(', ') }}
    having
        count(*) > 1
        {%- for column in key %}
        or {{ column }} is null
        {%- endfor %}
{% endtest %}
