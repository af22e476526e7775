{#- CTEs that split spells where the half hours of a clock end: `<spells>_split` has, for each spell
    and half hour that it reaches into, the named columns, interval_start_at (UTC) and the part of
    the spell that falls into it. What takes no time falls whole into the half hour it begins in.
    `spells` is a CTE with the named columns and begins_at, lasts_seconds, time_zone; the query it
    stands in is `with recursive`. -#}
{% macro half_hours(spells, columns) -%}
{%- set length = 1800 -%}
{{ spells }}_local as (
    select
        *,
        {{ to_zone('begins_at', 'time_zone') }} as begins_local_at
    from {{ spells }}
),

{{ spells }}_clocked as (
    select
        *,
        {{ seconds_between("date_trunc('day', begins_local_at)", 'begins_local_at') }}
            as day_seconds
    from {{ spells }}_local
),

{{ spells }}_placed as (
    select
        *,
        day_seconds - {{ length }} * floor(day_seconds / {{ length }})
            as offset_seconds
    from {{ spells }}_clocked
),

-- How many half hours the longest spell reaches into.
{{ spells }}_reach as (
    select max(floor((offset_seconds + lasts_seconds) / {{ length }})) as furthest
    from {{ spells }}_placed
),

{{ spells }}_steps as (
    select 0 as step
    union all
    select {{ spells }}_steps.step + 1 as step
    from {{ spells }}_steps
    cross join {{ spells }}_reach
    where {{ spells }}_steps.step < {{ spells }}_reach.furthest
),

{{ spells }}_parted as (
    select
        {%- for column in columns %}
        placed.{{ column }},
        {%- endfor %}
        {{ add_seconds(
            'placed.begins_at',
            length ~ ' * steps.step - placed.offset_seconds'
        ) }} as interval_start_at,
        case
            when placed.lasts_seconds = 0 then 1
            else (
                least(
                    {{ length }} * (steps.step + 1),
                    placed.offset_seconds + placed.lasts_seconds
                ) - greatest({{ length }} * steps.step, placed.offset_seconds)
            ) / placed.lasts_seconds
        end as part
    from {{ spells }}_placed as placed
    inner join {{ spells }}_steps as steps
        on steps.step * {{ length }} <= placed.offset_seconds + placed.lasts_seconds
),

{{ spells }}_split as (
    select * from {{ spells }}_parted
    where part > 0
)
{%- endmacro %}
