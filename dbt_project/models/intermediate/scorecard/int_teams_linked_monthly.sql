-- Grain: one row per team, month and part of the service-profit chain (F39): what rolls
-- the part up.
with

agents as (
    select
        agent_id,
        coalesce(team, 'none') as team
    from {{ ref('core__agents') }}
),

-- Staff say for themselves; each answer is one of the team's.
said_by_staff as (
    select
        team,
        {{ month_of('submitted_date') }} as month_start,
        case measure
            when 'engagement' then 'staff_satisfaction'
            else 'internal_service'
        end as part,
        score_100 as amount
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'employee'
        and measure in ('engagement', 'internal_service')
        and team is not null
        and score_100 is not null
),

interactions as (
    select
        agents.team,
        {{ month_of('interactions.business_date') }} as month_start,
        interactions.person_score,
        interactions.satisfaction_score
    from {{ ref('satisfaction__interactions') }} as interactions
    inner join agents on interactions.agent_id = agents.agent_id
),

-- A customer whom two teams served in a month is one of each.
customers_served as (
    select distinct
        legs.team,
        legs.month_start,
        contacts.customer_id
    from {{ ref('int_contact_legs_answered') }} as legs
    inner join {{ ref('core__contacts') }} as contacts
        on legs.contact_id = contacts.contact_id
    where legs.later_leg_count = 0
),

customers_kept as (
    select
        served.team,
        served.month_start,
        months.margin,
        case when months.state in ('active', 'won_back') then 1 else 0 end as is_kept
    from customers_served as served
    inner join {{ ref('loyalty__customers_monthly') }} as months
        on
            served.customer_id = months.customer_id
            and served.month_start = months.month_start
    where months.state is not null
),

amounts as (
    select * from said_by_staff
    union all
    select
        team,
        month_start,
        'person' as part,
        person_score as amount
    from interactions
    union all
    select
        team,
        month_start,
        'customer_satisfaction' as part,
        satisfaction_score as amount
    from interactions
    union all
    select
        team,
        month_start,
        'loyalty' as part,
        {{ as_double('is_kept') }} as amount
    from customers_kept
    union all
    select
        team,
        month_start,
        'profit' as part,
        margin as amount
    from customers_kept
),

teams_summed as (
    select
        team,
        month_start,
        part,
        count(*) as n,
        {{ exact_sum('amount') }} as total,
        {{ exact_sum('amount * amount', 6) }} as total_squares
    from amounts
    where amount is not null
    group by team, month_start, part
    union all
    select
        team,
        month_start,
        'service_value' as part,
        sum(first_contact_n) as n,
        sum(first_contact_yes) as total,
        sum(first_contact_yes) as total_squares
    from {{ ref('int_agents_summed_monthly') }}
    where first_contact_n > 0
    group by team, month_start
),

teams_linked as (
    select
        team,
        month_start,
        part,
        cast(n as bigint) as n,
        {{ as_double('total') }} as total,
        {{ as_double('total_squares') }} as total_squares,
        {{ as_double('total') }} / n as value
    from teams_summed
    where team <> 'none'
)

select * from teams_linked
