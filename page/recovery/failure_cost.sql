-- Cost of failure by month and part.
with

parts as (
    select
        month_start,
        'complaint_contacts' as part,
        complaint_contacts_amount as amount
    from recovery.cost_of_failure
    union all
    select
        month_start,
        'repeat_contacts' as part,
        repeat_contacts_amount as amount
    from recovery.cost_of_failure
    union all
    select
        month_start,
        'rework' as part,
        rework_amount as amount
    from recovery.cost_of_failure
    union all
    select
        month_start,
        'returns' as part,
        returns_amount as amount
    from recovery.cost_of_failure
    union all
    select
        month_start,
        'compensation' as part,
        compensation_amount as amount
    from recovery.cost_of_failure
    union all
    select
        month_start,
        'lost_margin' as part,
        lost_margin_amount as amount
    from recovery.cost_of_failure
),

-- Margin is lost once nobody of the month can come back in time any more.
experiences as (
    select
        cast(date_trunc('month', opened_at) as date) as month_start,
        is_ripe
    from recovery.complaints
    where customer_id is not null
    union all
    select
        felt_month_start as month_start,
        is_ripe
    from recovery.silent
),

months as (
    select
        month_start,
        min(case when is_ripe then 1 else 0 end) as is_complete
    from experiences
    group by month_start
),

parts_known as (
    select
        parts.*,
        case when parts.part = 'lost_margin' then months.is_complete else 1 end
            as is_complete
    from parts
    left join months on parts.month_start = months.month_start
)

select * from parts_known
order by part, month_start
