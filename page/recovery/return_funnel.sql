-- Bad experiences (complaints of known customers, and the silence of those who never
-- complained) step by step. Units: a customer counts once in each step.
with

experiences as (
    select
        customer_id,
        cast(date_trunc('month', opened_at) as date) as month_start,
        customer_code as tier,
        true as is_voiced,
        case when is_standard_ripe then is_first_response_in_standard end
            as is_in_standard,
        case when is_arm_ripe then arm in ('fast', 'resolved') end as is_settled,
        is_willing_to_return,
        case when is_ripe then has_come_back end as has_come_back,
        is_arm_ripe and is_ripe as is_ripe
    from recovery.complaints
    where customer_id is not null
    union all
    select
        customer_id,
        felt_month_start as month_start,
        customer_code as tier,
        false as is_voiced,
        null as is_in_standard,
        null as is_settled,
        null as is_willing_to_return,
        null as has_come_back,
        true as is_ripe
    from recovery.silent
),

months as (
    select
        month_start,
        min(case when is_ripe then 1 else 0 end) as is_complete
    from experiences
    group by month_start
),

steps as (
    select
        1 as place,
        'voiced' as step,
        customer_id,
        month_start,
        tier,
        is_voiced as has_passed
    from experiences
    union all
    select
        2 as place,
        'in_standard' as step,
        customer_id,
        month_start,
        tier,
        is_in_standard as has_passed
    from experiences
    where is_voiced
    union all
    select
        3 as place,
        'settled' as step,
        customer_id,
        month_start,
        tier,
        is_settled as has_passed
    from experiences
    where is_in_standard
    union all
    select
        4 as place,
        'willing' as step,
        customer_id,
        month_start,
        tier,
        is_willing_to_return as has_passed
    from experiences
    where is_in_standard and is_settled
    union all
    select
        5 as place,
        'came_back' as step,
        customer_id,
        month_start,
        tier,
        has_come_back as has_passed
    from experiences
    where is_in_standard and is_settled
),

steps_weighed as (
    select
        *,
        cast(1 as double precision)
        / count(*) over (partition by step, customer_id) as customer_unit
    from steps
    where has_passed is not null
)

select
    steps.step,
    steps.month_start,
    steps.tier,
    count(*) filter (where steps.has_passed) as passed_count,
    count(*) as known_count,
    sum(steps.customer_unit) as customer_units,
    min(months.is_complete) as is_complete
from steps_weighed as steps
inner join months on steps.month_start = months.month_start
group by steps.place, steps.step, steps.month_start, steps.tier
order by steps.place, steps.month_start, steps.tier
