{#- Rows of one column month_start: every first of a month from a date to a date. -#}
{% macro month_series(first_day, last_day) -%}
    {%- if target.type == 'duckdb' -%}
        select cast(month_start as date) as month_start
        from unnest(
            generate_series(
                cast({{ first_day }} as timestamp),
                cast({{ last_day }} as timestamp),
                interval '1 month'
            )
        ) as months (month_start)
    {%- elif target.type == 'spark' -%}
        select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 month))
            as month_start
    {%- else -%}
        select cast(month_start as date) as month_start
        from generate_series(
            cast({{ first_day }} as timestamp),
            cast({{ last_day }} as timestamp),
            interval '1 month'
        ) as months (month_start)
    {%- endif -%}
{%- endmacro %}
