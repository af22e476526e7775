-- Grain: one row per catalogued metric, month and owner of what is counted.
with

metrics_counted as (
    {%- for step in [
        'int_contact_metrics_counted',
        'int_customer_metrics_counted',
        'int_service_metrics_counted',
    ] %}
    select * from {{ ref(step) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from metrics_counted
