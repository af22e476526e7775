-- Grain: one row per pair of issues found or listed, what would spare most first.
with

pairs as (
    select
        issue,
        next_issue,
        need_count,
        support_count,
        probability,
        base_rate,
        lift,
        lift_low,
        lift_high,
        spared_contacts_monthly,
        spared_contacts_monthly_low,
        spared_contacts_monthly_high,
        case when is_listed then 'yes' else 'no' end as listed
    from effort.next_issues
    where is_found or is_listed
)

select * from pairs
order by spared_contacts_monthly desc, issue asc, next_issue asc
