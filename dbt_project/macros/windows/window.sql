{#- A window, threshold or standard: the value of a row of the seed `windows`, as a scalar. -#}
{% macro window(name) -%}
    (
        select windows.value from {{ ref('windows') }} as windows
        where windows.name = '{{ name }}' and windows.queue = '*'
    )
{%- endmacro %}

{#- The same where a queue may have its own row: `queue_id` is an expression of the row. -#}
{% macro window_of_queue(name, queue_id) -%}
    coalesce(
        (
            select windows.value from {{ ref('windows') }} as windows
            where windows.name = '{{ name }}' and windows.queue = {{ queue_id }}
        ),
        {{ window(name) }}
    )
{%- endmacro %}
