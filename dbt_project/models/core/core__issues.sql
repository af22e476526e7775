-- Grain: one row per conformed issue, of the seed or as a system names it.
with

issues_named as (
    select
        issue,
        description
    from {{ ref('issues') }}
    union all
    select
        issue,
        description
    from {{ ref('int_issues_conformed') }}
),

issues as (
    select
        issue,
        coalesce(max(description), 'As a system names it') as description
    from issues_named
    group by issue
)

select * from issues
