-- Grain: one row per bad experience: a complaint of a known customer, or the silence of
-- a customer who never complained. Its arm, and what was said and done after.
with

experiences as (
    select
        complaint_id as experience_id,
        customer_id,
        opened_at as felt_at,
        true as is_voiced,
        is_arm_ripe,
        arm,
        severity,
        stage,
        complainer_type,
        literature_type,
        has_told_friends,
        has_told_third_party,
        has_told_public,
        is_leaving,
        has_rising_demands,
        is_willing_to_return,
        is_ripe,
        has_come_back,
        value_12_months,
        revenue_12_months
    from {{ ref('recovery__complaints') }}
    where customer_id is not null
    union all
    select
        customer_id as experience_id,
        customer_id,
        felt_at,
        false as is_voiced,
        true as is_arm_ripe,
        'silent' as arm,
        null as severity,
        -- What behaviour shows belongs to the stage by the sign that it is seen by.
        case when sign = 'survey' then stage end as stage,
        complainer_type,
        literature_type,
        has_told_friends,
        has_told_third_party,
        has_told_public,
        false as is_leaving,
        false as has_rising_demands,
        is_willing_to_return,
        is_ripe,
        has_come_back,
        value_12_months,
        revenue_12_months
    from {{ ref('recovery__silent') }}
)

select * from experiences
