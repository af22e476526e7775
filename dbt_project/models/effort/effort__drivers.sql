-- Grain: one row per driver and scale. What each behaviour costs in points of effort
-- (F53), and the weights of observed effort.
with

drivers as (
    select * from {{ source('analysis', 'effort_drivers') }}
),

weights as (
    select * from {{ ref('int_effort_weights') }}
    where basis = 'fitted'
),

drivers_ranked as (
    select
        drivers.driver,
        drivers.is_control,
        drivers.scale_low,
        drivers.scale_high,
        drivers.direction,
        {% for figure in ['points', 'scale_points', 'raw_points'] -%}
        drivers.{{ figure }},
        drivers.{{ figure }}_low,
        drivers.{{ figure }}_high,
        {% endfor -%}
        drivers.usual_amount,
        drivers.usual_points,
        case
            when not drivers.is_control
                then row_number() over (
                    partition by
                        drivers.scale_low,
                        drivers.scale_high,
                        drivers.direction,
                        drivers.is_control
                    order by drivers.usual_points, drivers.driver
                )
        end as effort_rank,
        drivers.lead_points,
        drivers.lead_points_low,
        drivers.lead_points_high,
        drivers.lead_points_low > 0 as is_behind_further_contact,
        weights.points as weight_points,
        drivers.intercept_points,
        drivers.r_squared,
        drivers.answer_count,
        drivers.customer_count,
        drivers.held_out_count,
        drivers.held_out_correlation,
        drivers.held_out_correlation_low,
        drivers.held_out_correlation_high,
        'adjusted' as evidence,
        drivers.answer_count < {{ window('effort_fit') }} as is_thin
    from drivers
    left join weights
        on
            drivers.driver = weights.behaviour
            and drivers.scale_low = weights.scale_low
            and drivers.scale_high = weights.scale_high
            and drivers.direction = weights.direction
)

select * from drivers_ranked
