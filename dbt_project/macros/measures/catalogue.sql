{#- Rows of the metric catalogue (models/metrics) that the scorecard shows: metric, label, standard,
    unit, direction, interval_method, evidence, is_additive, published_id. -#}
{% macro catalogue() -%}
    {%- set rows = [] -%}
    {%- for metric in catalogued_metrics() -%}
        {%- set meta = metric.config.meta -%}
        {%- do rows.append(
            "select '" ~ metric.name ~ "' as metric, '"
            ~ metric.label | replace("'", "''") ~ "' as label, '" ~ meta.standard
            ~ "' as standard, '" ~ meta.unit ~ "' as unit, '" ~ meta.direction
            ~ "' as direction, '" ~ meta.interval_method
            ~ "' as interval_method, '" ~ meta.evidence
            ~ "' as evidence, " ~ meta.additive ~ " as is_additive, "
            ~ ("'" ~ meta.published ~ "'" if meta.published else "cast(null as text)")
            ~ " as published_id"
        ) -%}
    {%- endfor -%}
    {{ rows | join('\n    union all\n    ') or "select '' as metric where false" }}
{%- endmacro %}

{#- Rows metric, feed: which feeds a figure waits for. -#}
{% macro catalogue_feeds() -%}
    {%- set rows = [] -%}
    {%- for metric in catalogued_metrics() -%}
        {%- for feed in metric.config.meta.feeds -%}
            {%- do rows.append(
                "select '" ~ metric.name ~ "' as metric, '" ~ feed ~ "' as feed"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ rows | join('\n    union all\n    ') or "select '' as metric where false" }}
{%- endmacro %}

{#- Metrics with a `standard` in their meta, by name; none while dbt
    parses, when the project's graph is not yet there. -#}
{% macro catalogued_metrics() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for metric in graph.metrics.values() | sort(attribute='name') -%}
            {%- if metric.config.meta.standard -%}
                {%- do found.append(metric) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(found) -%}
{%- endmacro %}
