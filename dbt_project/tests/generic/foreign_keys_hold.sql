{#- A failure means: a row points to a row that is not there. `foreign_keys` is the model's own
    meta.foreign_keys (columns, to, to_columns); all are looked up in one query. -#}
{% test foreign_keys_hold(model, foreign_keys) %}
    {%- for foreign_key in foreign_keys %}
    {%- set target_model = ref(foreign_key.to | replace('.', '__')) %}
    {%- set here = foreign_key.columns %}
    {%- set there = foreign_key.to_columns %}
    select
        '{{ here | join(", ") }} -> {{ foreign_key.to }}' as foreign_key,
        count(*) as row_count
    from {{ model }} as pointing
    where
        {%- for column in here %}
        pointing.{{ column }} is not null and
        {%- endfor %}
        not exists (
            select 1
            from {{ target_model }} as pointed
            where
                {%- for column in here %}
                {{ 'and ' if not loop.first }}pointed.{{ there[loop.index0] }}
                = pointing.{{ column }}
                {%- endfor %}
        )
    having count(*) > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endtest %}
