{#- Adds to the rows of a relation (a thing and month each) the spells of months in a row, of those
    there are, in which `flag` holds: spell_started (first month of the spell the row is in or
    last was), next_month_start and next_flag (the thing's next row). `keys` name the thing. -#}
{% macro spells_of_months(relation, keys, flag) -%}
    select
        flagged.*,
        max(case when flagged.is_start then flagged.month_start end) over (
            partition by {{ keys }} order by flagged.month_start
            rows unbounded preceding
        ) as spell_started,
        lead(flagged.month_start) over by_month as next_month_start,
        lead(flagged.{{ flag }}) over by_month as next_flag
    from (
        select
            {{ relation }}.*,
            {{ flag }} and not coalesce(
                lag({{ flag }}) over (partition by {{ keys }} order by month_start), false
            ) as is_start
        from {{ relation }}
    ) as flagged
    window by_month as (partition by {{ keys }} order by flagged.month_start)
{%- endmacro %}
