{#- Rows of one column day: every date from a date to a date. -#}
{% macro day_series(first_day, last_day) -%}
    {%- if target.type == 'duckdb' -%}
        select cast(day as date) as day
        from unnest(
            generate_series(
                cast({{ first_day }} as timestamp),
                cast({{ last_day }} as timestamp),
                interval '1 day'
            )
        ) as days (day)
    {%- elif target.type == 'spark' -%}
        select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day)) as day
    {%- else -%}
        select cast(day as date) as day
        from generate_series(
            cast({{ first_day }} as timestamp),
            cast({{ last_day }} as timestamp),
            interval '1 day'
        ) as days (day)
    {%- endif -%}
{%- endmacro %}
