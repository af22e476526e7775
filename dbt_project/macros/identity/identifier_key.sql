{#- An identifier as a hash of kind, issuer and normalised value, so that the same identifier is
    the same text in every feed and no personal data goes further than staging.
    Phones are reduced to digits, an international prefix + or 00 dropped; e-mail addresses are
    trimmed and lowered. Phone and e-mail are the same whoever delivers them; an account or cookie
    is its issuer's. Null where nothing is left. -#}
{% macro identifier_key(kind, issuer, value) -%}
    {%- set digits = digits_of(value) -%}
    case
        when {{ value }} is null or trim({{ value }}) = '' then null
        when {{ kind }} = 'phone' and {{ digits }} = '' then null
        when {{ kind }} = 'phone' and {{ digits }} like '00%'
            then {{ hash_text("'phone||' || substr(" ~ digits ~ ", 3)") }}
        when {{ kind }} = 'phone' then {{ hash_text("'phone||' || " ~ digits) }}
        when {{ kind }} = 'email'
            then {{ hash_text("'email||' || lower(trim(" ~ value ~ "))") }}
        else
            {{ hash_text(
                "coalesce(" ~ kind ~ ", 'account') || '|' || "
                ~ issuer ~ " || '|' || trim(" ~ value ~ ")"
            ) }}
    end
{%- endmacro %}
