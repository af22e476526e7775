{#- Rows of the metric catalogue (models/metrics) that the scorecard shows: metric, direction,
    interval_method, evidence, is_additive. -#}
{% macro catalogue() -%}
    {%- set rows = [] -%}
    {%- for metric in catalogued_metrics() -%}
        {%- set meta = metric.config.meta -%}
        {%- do rows.append(
            "select '" ~ metric.name ~ "' as metric, '" ~ meta.direction
            ~ "' as direction, '" ~ meta.interval_method
            ~ "' as interval_method, '" ~ meta.evidence
            ~ "' as evidence, " ~ meta.additive ~ " as is_additive"
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

{#- Metrics with `scorecard: true` in their meta, by name; none while dbt
    parses, when the project's graph is not yet there. -#}
{% macro catalogued_metrics() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for metric in graph.metrics.values() | sort(attribute='name') -%}
            {%- if metric.config.meta.scorecard -%}
                {%- do found.append(metric) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(found) -%}
{%- endmacro %}
