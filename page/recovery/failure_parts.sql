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
)

select * from parts
order by part, month_start
