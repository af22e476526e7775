{#- Owners of built rows that were not ripe and whose time has come since: every published table
    that describes a column ripe_at (or <what>_ripe_at) beside is_ripe (or is_<what>_ripe) and
    owner_id. The furthest watermark is asked, so that too many are touched rather than too few. -#}
{% macro owners_ripened() -%}
    {%- for node in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
        {%- set built = built_relation(node.schema, node.alias)
            if 'owner_id' in node.columns else none -%}
        {%- for column in node.columns if built and column.endswith('ripe_at') -%}
            {%- set flag = 'is_' ~ column[:-3] -%}
            {%- if flag in node.columns %}
    union
    select before.owner_id
    from {{ built }} as before
    where
        not before.{{ flag }}
        and before.{{ column }} <= (
            select max(watermark_at) from {{ ref('int_feed_watermarks') }}
        )
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
