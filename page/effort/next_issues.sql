-- Grain: one row per pair of issues found, the surest excess first.
with

pairs as (
    select
        issue || ' → ' || next_issue as pair,
        probability,
        probability_low,
        probability_high,
        need_count,
        base_rate,
        spared_contacts_monthly
    from effort.next_issues
    where is_found
)

select * from pairs
order by spared_contacts_monthly desc, pair asc
