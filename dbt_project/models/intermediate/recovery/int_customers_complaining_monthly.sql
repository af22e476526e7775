-- Grain: one row per customer and month in which the customer had a bad experience.
-- Whom the customer told of any of them decides the type.
with

experiences as (
    select
        *,
        {{ month_of('felt_at') }} as month_start
    from {{ ref('int_experiences_arranged') }}
),

customers_told as (
    select
        month_start,
        customer_id,
        count(*) as experience_count,
        bool_or(is_voiced) as is_voiced,
        coalesce(bool_or(has_told_friends), false) as has_told_friends,
        coalesce(bool_or(has_told_third_party), false) as has_told_third_party,
        coalesce(bool_or(has_told_public), false) as has_told_public,
        bool_or(is_leaving) as is_leaving,
        bool_or(has_rising_demands) as has_rising_demands,
        max(value_12_months) as value_12_months,
        max(revenue_12_months) as revenue_12_months,
        -- Ripe when all are; back when the customer came back after any.
        bool_and(is_ripe) as is_ripe,
        bool_or(has_come_back) as has_come_back
    from experiences
    group by month_start, customer_id
),

customers_complaining as (
    select
        *,
        {{ complainer_type(
            'is_voiced', 'has_told_third_party', 'has_told_public', 'is_leaving',
            'has_rising_demands'
        ) }} as complainer_type,
        {{ complainer_literature_type(
            'is_voiced', 'has_told_friends', 'has_told_third_party',
            'has_told_public', 'is_leaving'
        ) }} as literature_type
    from customers_told
)

select * from customers_complaining
