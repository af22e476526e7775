{#- Owners of built rows that were not ripe and whose time has come since, or the other way
    round where the newest record was corrected to an earlier time: every published table that
    describes a column ripe_at (or <what>_ripe_at) beside is_ripe (or is_<what>_ripe) and
    owner_id. The furthest watermark is asked, so that too many are touched, not too few. -#}
{% macro owners_ripened() -%}
    {%- set watermarks = ref('int_feed_watermarks') -%}
    {%- if execute -%}
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
        coalesce(before.{{ flag }}, false) <> coalesce(
            before.{{ column }} <= (select max(watermark_at) from {{ watermarks }}), false
        )
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
