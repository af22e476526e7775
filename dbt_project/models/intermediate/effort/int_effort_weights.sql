-- Grain: one row per behaviour. Points of effort, of 100, that one more of it takes.
with

effort_weights as (
    {%- for behaviour in ['contact', 'transfer', 'switch', 'hour'] %}
    select
        '{{ behaviour }}' as behaviour,
        {{ window('effort_points_' ~ behaviour) }} as points
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from effort_weights
