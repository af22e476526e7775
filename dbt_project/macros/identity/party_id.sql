{#- The surrogate of one system's record of a customer: the key that the loader gives an identifier
    of kind account (src/easemart/identifiers.py). Null where no record is named. -#}
{% macro party_id(source_system, customer) -%}
    case
        when {{ trimmed(customer) }} <> ''
            then {{ hash_text(
                "'account|' || " ~ source_system ~ " || '|' || " ~ trimmed(customer)
            ) }}
    end
{%- endmacro %}
