-- Grain: one row per metric of what customers and staff say of the service and what was
-- done about it, month and owner. Staff answer for their team, so a team is one owner.
with

scores as (
    select
        {{ month_of('submitted_date') }} as month_start,
        case when respondent = 'employee' then coalesce(team, 'none') else owner_id end
            as owner_id,
        count(*) filter (where respondent = 'customer') as wholes,
        sum(score_100) filter (where respondent = 'customer') as whole_sum,
        sum(score_100 * score_100) filter (where respondent = 'customer')
            as whole_squares,
        count(*) filter (where respondent = 'employee') as engaged,
        sum(score_100) filter (where respondent = 'employee') as engaged_sum,
        sum(score_100 * score_100) filter (where respondent = 'employee')
            as engaged_squares
    from {{ ref('core__survey_answers') }}
    where
        coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and submitted_date is not null
        and (
            (respondent = 'employee' and measure = 'engagement')
            or (
                respondent = 'customer'
                and measure = 'satisfaction'
                and touchpoint is null
            )
        )
    group by
        {{ month_of('submitted_date') }},
        case when respondent = 'employee' then coalesce(team, 'none') else owner_id end
),

interactions as (
    select
        {{ month_of('business_date') }} as month_start,
        owner_id,
        count(is_false_confirmation) as confirmed,
        count(*) filter (where is_false_confirmation) as false_yes,
        count(*) filter (
            where is_complete_stated
            and customer_id is not null
            and is_false_confirmation is null
        ) as unripe
    from {{ ref('satisfaction__interactions') }}
    group by {{ month_of('business_date') }}, owner_id
),

promises as (
    select
        {{ month_of('due_date') }} as month_start,
        owner_id,
        count(is_kept_in_time) as due,
        count(*) filter (where is_kept_in_time) as kept,
        count(*) filter (where state = 'open') as unripe
    from {{ ref('satisfaction__promises') }}
    where due_date is not null
    group by {{ month_of('due_date') }}, owner_id
),

follow_ups as (
    select
        {{ month_of('answered_date') }} as month_start,
        customer_id as owner_id,
        count(*) filter (where is_ripe) as ripe,
        count(*) filter (where is_ripe and is_called_back) as called,
        count(*) filter (where not is_ripe) as unripe
    from {{ ref('recovery__follow_ups') }}
    group by {{ month_of('answered_date') }}, customer_id
),

voices as (
    select
        month_start,
        customer_id as owner_id,
        1 as unhappy,
        case when is_voiced then 1 else 0 end as voiced
    from {{ ref('int_customers_complaining_monthly') }}
),

{#- metric, step, numerator, denominator, sum of squares, population, unripe -#}
{%- set metrics = [
    ('satisfaction_score', 'scores', 'whole_sum', 'wholes', 'whole_squares', 'wholes',
     '0'),
    ('staff_engagement', 'scores', 'engaged_sum', 'engaged', 'engaged_squares',
     'engaged', '0'),
    ('false_confirmation_share', 'interactions', 'false_yes', 'confirmed', '0',
     'confirmed', 'unripe'),
    ('promise_kept_share', 'promises', 'kept', 'due', '0', 'due', 'unripe'),
    ('follow_up_share', 'follow_ups', 'called', 'ripe', '0', 'ripe', 'unripe'),
    ('voice_share', 'voices', 'voiced', 'unhappy', '0', 'unhappy', '0'),
] %}

metrics_counted as (
    {{ metrics_counted(metrics) }}
)

select * from metrics_counted
