-- Grain: one row per customer and spell of equal code, level, stage and region. A
-- month's figures hold from the first day of the next: nothing is known before it has
-- happened.
with

months as (
    select
        customer_id,
        month_start,
        code_at_start as code,
        level_at_start as level,
        stage_at_start as stage,
        lag(code_at_start || '|' || level_at_start || '|' || stage_at_start) over (
            partition by customer_id
            order by month_start
        ) as coded_before
    from {{ ref('int_customers_coded_monthly') }}
),

months_changed as (
    select
        customer_id,
        month_start as valid_from,
        code,
        level,
        stage
    from months
    where coded_before is distinct from code || '|' || level || '|' || stage
),

customer_history as (
    select
        months_changed.customer_id,
        months_changed.valid_from,
        lead(months_changed.valid_from) over (
            partition by months_changed.customer_id
            order by months_changed.valid_from
        ) as valid_to,
        months_changed.code,
        months_changed.level,
        months_changed.stage,
        customers.region
    from months_changed
    inner join {{ ref('core__customers') }} as customers
        on months_changed.customer_id = customers.customer_id
)

select * from customer_history
