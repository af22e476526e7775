{#- A queue's id, system:queue. A system that tells of other systems' queues (who is planned or
    present there) names them so itself; every other name is its own. -#}
{% macro queue_id(source_system, queue) -%}
    case
        when split_part({{ queue }}, ':', 1) in (
            select systems.source_system from {{ source('audit', 'systems') }} as systems
        ) then {{ queue }}
        else {{ source_system }} || ':' || coalesce({{ queue }}, '-')
    end
{%- endmacro %}
