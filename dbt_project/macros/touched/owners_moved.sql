{#- Owners, before and now, of the rows of a fact whose owner or link to another fact is not what
    the last build had, and owners before of rows that have vanished. Rows that are new are found
    by their load. `keys` pairs a column of the built table with one of int_facts_owned. -#}
{% macro owners_moved(fact, built, built_key, links, condition='true') -%}
    select before.owner_id
    from {{ built }} as before
    left join {{ ref('int_facts_owned') }} as facts
        on before.{{ built_key }} = facts.fact_id and facts.fact = '{{ fact }}'
    where
        {{ condition }}
        and (
            facts.fact_id is null
            or before.owner_id <> facts.owner_id
            {%- for link in links %}
            or before.{{ link }} is distinct from facts.{{ link }}
            {%- endfor %}
        )
    union
    select facts.owner_id
    from {{ built }} as before
    inner join {{ ref('int_facts_owned') }} as facts
        on before.{{ built_key }} = facts.fact_id and facts.fact = '{{ fact }}'
    where
        {{ condition }}
        and before.owner_id <> facts.owner_id
{%- endmacro %}
