{#- The 97.5 % quantile of Student's t: exact to four degrees of freedom, then the
    Cornish-Fisher expansion about the normal quantile (error below 0.0003); null below one. -#}
{% macro t_quantile(degrees) -%}
    {%- set df = as_double(degrees) -%}
    case
        when {{ df }} < 1 then null
        when {{ df }} < 2 then 12.7062047
        when {{ df }} < 3 then 4.3026527
        when {{ df }} < 4 then 3.1824463
        when {{ df }} < 5 then 2.7764451
        else 1.959963984540054
            + 2.3722712 / {{ df }}
            + 2.8225 / ({{ df }} * {{ df }})
            + 2.5558 / ({{ df }} * {{ df }} * {{ df }})
            + 1.5895 / ({{ df }} * {{ df }} * {{ df }} * {{ df }})
    end
{%- endmacro %}
