{#- Everything about rebuilding only who was touched stands in this folder.

    A customer-grained model is incremental, has the pre-hook delete_touched() and reads only
    owners of only_touched(): deleted and inserted in one transaction, from their whole history.
    `touched_customers` and `touched_days` keep the set until the whole build has succeeded; then
    the caller empties them and moves the watermark. -#}

{#- Pre-hook: deletes from the model what belongs to the touched. -#}
{% macro delete_touched(owner='owner_id') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where {{ owner }} in (select owner_id from {{ ref('touched_customers') }})
    {%- endif -%}
{%- endmacro %}

{#- Condition: the row's owner is touched; always true in a full build. -#}
{% macro only_touched(owner='owner_id') -%}
    {%- set touched = ref('touched_customers') -%}
    {%- if is_incremental_build() -%}
        {{ owner }} in (select owner_id from {{ touched }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- Pre-hook of a day-grained model: deletes the touched days of its queues. -#}
{% macro delete_touched_days(queue='queue_id', day='interval_date') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where ({{ queue }}, {{ day }}) in (
            select queue_id, day from {{ ref('touched_days') }}
        )
    {%- endif -%}
{%- endmacro %}

{#- Condition: the day of this queue is touched; always true in a full build. -#}
{% macro only_touched_days(queue='queue_id', day='interval_date') -%}
    {%- set touched = ref('touched_days') -%}
    {%- if is_incremental_build() -%}
        ({{ queue }}, {{ day }}) in (
            select queue_id, day from {{ touched }}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- Is this model rebuilt for the touched alone? An incremental model answers for itself; a table
    or view holds the touched alone when a whole build has succeeded before. -#}
{% macro is_incremental_build() -%}
    {%- if not execute -%}
        {{ return(false) }}
    {%- elif model.config.materialized in ('incremental', 'unit') -%}
        {{ return(is_incremental()) }}
    {%- else -%}
        {{ return(
            not flags.FULL_REFRESH
            and var('built_load_id') | int > 0
            and built_relation('build_core', 'contacts') is not none
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- A table as the last build left it, or none. A ref would be a cycle. -#}
{% macro built_relation(schema, identifier) -%}
    {{ return(adapter.get_relation(
        database=target.database, schema=schema, identifier=identifier
    )) }}
{%- endmacro %}

{#- Pre-hook of a customer-and-month-grained model: deletes the touched, and months beyond the
    newest of any feed. -#}
{% macro delete_touched_months(owner='customer_id') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            {{ owner }} in (select owner_id from {{ ref('touched_customers') }})
            or month_start > (
                select max(watermark_at) from {{ ref('int_feed_watermarks') }}
            )
    {%- endif -%}
{%- endmacro %}

{#- Condition: the owner is touched, or the month is newer than the last build had, so that
    everybody gets the months that have passed since. -#}
{% macro only_touched_months(owner='customer_id', month='month_start') -%}
    {#- The pre-hook asks for the watermarks: named here, where dbt looks for what a model reads. -#}
    {%- set watermarks = ref('int_feed_watermarks') -%}
    {%- set touched_owner = only_touched(owner) -%}
    {%- if is_incremental_build() -%}
        (
            {{ touched_owner }}
            or {{ month }} > (
                select coalesce(max(built.month_start), date '0001-01-01')
                from {{ this }} as built
            )
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
