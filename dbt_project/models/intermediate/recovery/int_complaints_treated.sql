-- Grain: one row per complaint of a known customer, with what was done about it, what
-- that may have depended on, and what came of it: 1, 0, or null where it is not known.
with

complaints as (
    select * from {{ ref('recovery__complaints') }}
    where customer_id is not null and is_arm_ripe
),

complaints_treated as (
    select
        complaint_id,
        customer_id,
        case when owned_count > 0 then 1 else 0 end as owned,
        case when apology_count > 0 then 1 else 0 end as apology,
        case when compensation_count > 0 then 1 else 0 end as compensation,
        case
            when position(',' in actions_in_order) > 0
                then substring(
                    actions_in_order from 1 for position(',' in actions_in_order) - 1
                )
            else actions_in_order
        end as first_action,
        first_action_seconds <= 3600 * {{ window('prompt_action') }} as is_prompt,
        is_apology_personal as is_personal,
        is_apology_in_writing as is_in_writing,
        stage,
        severity,
        customer_code,
        arm,
        value_12_months,
        first_response_seconds / 3600 as first_response_hours,
        case
            when came_back_basis = 'order' and is_ripe
                then case when has_come_back then 1 else 0 end
        end as came_back,
        case
            when is_willing_to_return then 1
            when not is_willing_to_return then 0
        end as willing
    from complaints
)

select * from complaints_treated
