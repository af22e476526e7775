-- Grain: one row per system and name that it gives an issue, with the conformed issue:
-- by the seed's row of this system, else of every system, else the name itself.
{{ config(materialized='table') }}
with

delivered as (
    select
        source_system,
        delivered_issue
    from {{ ref('stg_telephony__contacts') }}
    where delivered_issue <> ''
    union
    select
        source_system,
        delivered_issue
    from {{ ref('stg_tickets__tickets') }}
    where delivered_issue <> ''
),

issues_conformed as (
    select
        delivered.source_system,
        delivered.delivered_issue,
        coalesce(own.issue, common.issue, delivered.delivered_issue) as issue,
        coalesce(own.description, common.description) as description
    from delivered
    left join {{ ref('issues') }} as own
        on
            delivered.source_system = own.source_system
            and lower(delivered.delivered_issue) = lower(own.delivered_issue)
    left join {{ ref('issues') }} as common
        on
            common.source_system = '*'
            and lower(delivered.delivered_issue) = lower(common.delivered_issue)
)

select * from issues_conformed
