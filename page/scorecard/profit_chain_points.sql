-- Grain: one row per month, team and part of the chain that is scored.
with

profit_chain_points as (
    select
        month_start,
        team,
        'internal_service' as part,
        internal_service_sum as score_sum,
        internal_service_count as answer_count,
        internal_service_sum_squares as score_squares
    from scorecard.profit_chain
    where internal_service_count > 0
    union all
    select
        month_start,
        team,
        'staff_satisfaction' as part,
        staff_satisfaction_sum as score_sum,
        staff_satisfaction_count as answer_count,
        staff_satisfaction_sum_squares as score_squares
    from scorecard.profit_chain
    where staff_satisfaction_count > 0
    union all
    select
        month_start,
        team,
        'person' as part,
        person_sum as score_sum,
        person_count as answer_count,
        person_sum_squares as score_squares
    from scorecard.profit_chain
    where person_count > 0
    union all
    select
        month_start,
        team,
        'customer_satisfaction' as part,
        customer_satisfaction_sum as score_sum,
        customer_satisfaction_count as answer_count,
        customer_satisfaction_sum_squares as score_squares
    from scorecard.profit_chain
    where customer_satisfaction_count > 0
)

select * from profit_chain_points
order by team, part, month_start
