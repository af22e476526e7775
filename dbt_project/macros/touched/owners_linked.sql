{#- Pairs of different owners of two facts of which one names the other, or which are legs of one
    call, as `facts` has them: any relation with the columns fact, fact_id, owner_id, contact_id,
    ticket_id, order_id and initial_contact_id. -#}
{% macro owners_linked(facts) -%}
    {%- for named in ['contact', 'ticket', 'order'] %}
    select
        naming.owner_id,
        named.owner_id as other_owner_id
    from {{ facts }} as naming
    inner join {{ facts }} as named
        on
            naming.{{ named }}_id = named.fact_id
            and named.fact = '{{ named }}s'
            and naming.owner_id <> named.owner_id
    union
    {%- endfor %}
    select
        legs.owner_id,
        other_legs.owner_id as other_owner_id
    from {{ facts }} as legs
    inner join {{ facts }} as other_legs
        on
            legs.initial_contact_id = other_legs.initial_contact_id
            and legs.owner_id <> other_legs.owner_id
{%- endmacro %}
