-- Grain: one row per metric of contacts and what came of them, month and owner. By
-- owner, because the units of one customer are not independent.
with

offers as (
    select
        {{ month_of('business_date') }} as month_start,
        owner_id,
        count(*) filter (where not is_short_abandoned) as due,
        count(*) filter (where is_answered and is_in_time) as in_time,
        count(*) filter (where is_abandoned and not is_short_abandoned) as lost,
        count(wait_seconds) filter (where is_answered) as waited,
        sum(wait_seconds) filter (where is_answered) as wait_sum,
        sum(wait_seconds * wait_seconds) filter (where is_answered) as wait_squares
    from {{ ref('int_contacts_judged') }}
    where is_demand
    group by {{ month_of('business_date') }}, owner_id
),

contacts as (
    select
        {{ month_of('contacts.business_date') }} as month_start,
        contacts.owner_id,
        count(*) as contacts,
        count(contacts.customer_id) as known,
        count(repeats.contact_id) as repeats,
        count(*) filter (where repeats.is_same_issue) as repeats_same_issue,
        count(*) filter (where repeats.primary_cause <> 'undetermined') as determined,
        count(*) filter (where repeats.primary_cause = 'next_issue') as next_issue,
        count(*) filter (where repeats.primary_cause = 'emotional') as emotional
    from {{ ref('core__contacts') }} as contacts
    left join {{ ref('effort__repeat_contacts') }} as repeats
        on contacts.contact_id = repeats.contact_id
    where
        contacts.direction = 'inbound'
        and not contacts.is_transfer_leg
        and not contacts.is_mystery
    group by {{ month_of('contacts.business_date') }}, contacts.owner_id
),

needs as (
    select
        {{ month_of('opened_date') }} as month_start,
        owner_id,
        count(*) filter (where is_ripe) as needs,
        count(*) filter (where is_first_contact_observed is not null) as observable,
        count(*) filter (where is_first_contact_observed) as settled,
        count(*) filter (where not is_ripe and customer_id is not null) as unripe
    from {{ ref('effort__needs') }}
    group by {{ month_of('opened_date') }}, owner_id
),

episodes as (
    select
        {{ month_of('opened_date') }} as month_start,
        owner_id,
        count(is_next_issue_avoided) as led_on,
        count(*) filter (where is_next_issue_avoided) as avoided,
        count(*) filter (where not is_ripe and customer_id is not null) as unripe
    from {{ ref('effort__episodes') }}
    group by {{ month_of('opened_date') }}, owner_id
),

-- Only sessions of the known can be followed; the others are in the population.
sessions as (
    select
        {{ month_of('business_date') }} as month_start,
        coalesce(customer_id, contact_id) as owner_id,
        count(*) as sessions,
        count(customer_id) filter (where is_ripe) as known,
        count(customer_id) filter (where is_ripe and moved_to_long is null) as kept,
        count(customer_id) filter (where not is_ripe) as unripe
    from {{ ref('int_contacts_moved_on') }}
    where channel = 'self_service'
    group by {{ month_of('business_date') }}, coalesce(customer_id, contact_id)
),

-- Promoters say 9 or 10, detractors 0 to 6 (Reichheld 2003); no other scale counts.
answers as (
    select
        {{ month_of('submitted_date') }} as month_start,
        owner_id,
        count(*) filter (where measure = 'effort') as efforts,
        count(*) filter (where measure = 'effort' and score_100 > 50) as easy,
        count(*) filter (where measure = 'recommendation') as recommendations,
        count(*) filter (where measure = 'recommendation' and value >= 9) as promoters,
        count(*) filter (where measure = 'recommendation' and value <= 6) as detractors
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and submitted_date is not null
        and (
            measure = 'effort'
            or (measure = 'recommendation' and scale_low = 0 and scale_high = 10)
        )
    group by {{ month_of('submitted_date') }}, owner_id
),

complaints as (
    select
        {{ month_of('opened_date') }} as month_start,
        owner_id,
        count(*) filter (where is_standard_ripe) as complaints,
        count(*) filter (where is_standard_ripe and is_resolved_in_standard)
            as in_standard,
        count(*) filter (where not is_standard_ripe) as unripe
    from {{ ref('recovery__complaints') }}
    group by {{ month_of('opened_date') }}, owner_id
),

{#- metric, step, numerator, denominator, sum of squares, population, unripe -#}
{%- set metrics = [
    ('offered_service_level', 'offers', 'in_time', 'due', '0', 'due', '0'),
    ('abandonment_share', 'offers', 'lost', 'due', '0', 'due', '0'),
    ('speed_of_answer', 'offers', 'wait_sum', 'waited', 'wait_squares', 'waited', '0'),
    ('identified_share', 'contacts', 'known', 'contacts', '0', 'contacts', '0'),
    ('repeat_share_any_issue', 'contacts', 'repeats', 'known', '0', 'contacts', '0'),
    ('repeat_share_same_issue', 'contacts', 'repeats_same_issue', 'known', '0',
     'contacts', '0'),
    ('next_issue_repeat_share', 'contacts', 'next_issue', 'determined', '0', 'repeats',
     '0'),
    ('emotional_repeat_share', 'contacts', 'emotional', 'determined', '0', 'repeats',
     '0'),
    ('next_issue_avoidance', 'episodes', 'avoided', 'led_on', '0', 'led_on',
     'unripe'),
    ('self_service_stickiness', 'sessions', 'kept', 'known', '0', 'sessions', 'unripe'),
    ('first_contact_resolution', 'needs', 'settled', 'observable', '0', 'needs',
     'unripe'),
    ('effort_easy_share', 'answers', 'easy', 'efforts', '0', 'efforts', '0'),
    ('recommendation_score', 'answers', '100 * (promoters - detractors)',
     'recommendations', '10000 * (promoters + detractors)', 'recommendations', '0'),
    ('complaints_in_standard_share', 'complaints', 'in_standard', 'complaints', '0',
     'complaints', 'unripe'),
] %}

metrics_counted as (
    {{ metrics_counted(metrics) }}
)

select * from metrics_counted
