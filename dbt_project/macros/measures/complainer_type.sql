{#- Which of the document's four complainers (F41) somebody is, by whom they told of a bad
    experience; each argument is a boolean, null = nothing speaks for it. -#}
{% macro complainer_type(is_voiced, third_party, public, is_leaving, is_rising) -%}
    case
        when {{ public }} then 'furious'
        when {{ third_party }} then 'angry'
        when {{ is_voiced }} and ({{ is_leaving }} or {{ is_rising }}) then 'angry'
        when {{ is_voiced }} then 'active'
        else 'passive'
    end
{%- endmacro %}

{#- The same by Singh's typology (1990): third parties make activists, private answers (telling
    friends, leaving) irates, the company alone voicers, nobody passives. -#}
{% macro complainer_literature_type(is_voiced, friends, third_party, public, is_leaving) -%}
    case
        when {{ public }} or {{ third_party }} then 'activist'
        when {{ friends }} or {{ is_leaving }} then 'irate'
        when {{ is_voiced }} then 'voicer'
        else 'passive'
    end
{%- endmacro %}
