-- Grain: one row per metric of waiting and month. The clusters are the days of a queue:
-- whoever waits there on the same day waits behind the same others.
with

queue_days as (
    select
        {{ month_of('business_date') }} as month_start,
        queue_id,
        business_date,
        count(*) filter (where not is_short_abandoned) as due,
        count(*) filter (where is_answered and is_in_time) as in_time,
        count(*) filter (where is_abandoned and not is_short_abandoned) as lost,
        count(wait_seconds) filter (where is_answered) as waited,
        sum(wait_seconds) filter (where is_answered) as wait_sum
    from {{ ref('int_contacts_judged') }}
    where is_demand
    group by {{ month_of('business_date') }}, queue_id, business_date
),

{% set metrics = [
    ('offered_service_level', 'in_time', 'due'),
    ('abandonment_share', 'lost', 'due'),
    ('speed_of_answer', 'wait_sum', 'waited'),
] -%}

metrics_counted as (
    {%- for metric, numerator, denominator in metrics %}
    select
        '{{ metric }}' as metric,
        month_start,
        {{ as_double('coalesce(' ~ numerator ~ ', 0)') }} as numerator,
        {{ as_double(denominator) }} as denominator
    from queue_days
    where {{ denominator }} > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

metrics_clustered as (
    select
        metric,
        month_start,
        count(*) as queue_days,
        sum(numerator * numerator) as queue_yes_yes,
        sum(denominator * denominator) as queue_n_n,
        sum(numerator * denominator) as queue_yes_n
    from metrics_counted
    group by metric, month_start
)

select * from metrics_clustered
