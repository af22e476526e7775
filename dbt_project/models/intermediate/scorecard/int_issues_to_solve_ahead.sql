-- Grain: one row per issue and one that follows it by more than chance, or is listed
-- and does so no more. Solving the second with the first spares contacts (F04).
with

-- Who solves an issue ahead is who has it: the queue with most of its needs.
queues_counted as (
    select
        issue,
        queue_id,
        row_number() over (partition by issue order by count(*) desc, queue_id) as place
    from {{ ref('effort__needs') }}
    where issue is not null and queue_id is not null
    group by issue, queue_id
),

pairs as (
    select
        *,
        -- Of many pairs that nobody listed some exceed chance by chance.
        is_found or (is_listed and coalesce(lift_low > 1, false)) as is_excess
    from {{ ref('effort__next_issues') }}
),

issues_to_solve_ahead as (
    select
        'solve_ahead' as kind,
        pairs.issue || ' > ' || pairs.next_issue as subject_id,
        cast(null as date) as raised_date,
        cast(null as timestamp) as due_at,
        'queue' as owner_kind,
        queues_counted.queue_id as owner_id,
        case when pairs.is_excess then 'open' else 'done' end as state,
        cast(null as date) as closed_date,
        pairs.spared_contacts_monthly as benefit,
        pairs.spared_contacts_monthly_low as benefit_low,
        pairs.spared_contacts_monthly_high as benefit_high,
        'contacts a month' as benefit_unit,
        case when not pairs.is_excess then 'follows_by_chance' end as outcome,
        {{ as_double('pairs.probability') }} as outcome_value
    from pairs
    left join queues_counted
        on pairs.issue = queues_counted.issue and queues_counted.place = 1
    where pairs.is_excess or (pairs.is_listed and not pairs.is_thin)
)

select * from issues_to_solve_ahead
