-- Grain: one row per customer, aspect (effort, satisfaction, delight) and horizon. The
-- one experience after which the customer's loyalty is looked at: the first that was
-- judged. Who comes first is known without looking at what came after.
with

answers as (
    select
        customer_id,
        answer_id,
        contact_id,
        submitted_at as felt_at,
        measure as aspect,
        score_100
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and score_100 is not null
        and submitted_at is not null
        and (
            measure = 'effort' or (measure = 'satisfaction' and touchpoint is null)
        )
),

-- More or less than was expected, on 0 to 100, over all dimensions asked at once.
gaps as (
    select
        customer_id,
        min(answer_id) as answer_id,
        submitted_at as felt_at,
        avg(perceived_score - expected_score) as gap_100
    from {{ ref('int_expectations_met') }}
    where
        customer_id is not null
        and submitted_at is not null
        and expected_score is not null
    group by customer_id, submitted_at
),

satisfaction_bands as (
    select
        band,
        score_from,
        lead(score_from) over (order by score_from) as next_from
    from {{ ref('satisfaction_bands') }}
),

experiences as (
    select
        answers.customer_id,
        answers.answer_id,
        answers.contact_id,
        answers.felt_at,
        answers.aspect,
        case
            when answers.aspect = 'satisfaction' then bands.band
            when answers.score_100 > 50 then 'easy'
            when answers.score_100 < 50 then 'hard'
            else 'middle'
        end as band
    from answers
    left join satisfaction_bands as bands
        on
            answers.score_100 >= bands.score_from
            and answers.score_100 < coalesce(bands.next_from, 101)
    union all
    select
        customer_id,
        answer_id,
        null as contact_id,
        felt_at,
        'delight' as aspect,
        case
            when gap_100 > {{ window('expectation_met') }} then 'exceeded'
            when gap_100 < -{{ window('expectation_met') }} then 'missed'
            else 'met'
        end as band
    from gaps
),

experiences_ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, aspect order by felt_at, answer_id
        ) as place
    from experiences
),

watermarks as (
    select
        max(case when feed = 'crm' then watermark_at end) as seen_until_at,
        min(case
            when feed in ('crm', 'surveys', 'tickets') then watermark_at
        end) as talk_seen_until_at
    from {{ ref('int_feed_watermarks') }}
),

-- What led to the experience began with the first contact of its need.
experiences_begun as (
    select
        ranked.*,
        customers.since_date,
        customers.left_at,
        coalesce(
            least(first_contacts.entered_at, ranked.felt_at), ranked.felt_at
        ) as began_at
    from experiences_ranked as ranked
    inner join {{ ref('core__customers') }} as customers
        on ranked.customer_id = customers.customer_id
    left join {{ ref('int_contacts_assigned_to_needs') }} as assigned
        on ranked.contact_id = assigned.contact_id
    left join {{ ref('core__contacts') }} as first_contacts
        on assigned.first_contact_id = first_contacts.contact_id
    where
        ranked.place = 1
        -- Who is gone already cannot leave.
        and (customers.left_at is null or customers.left_at > ranked.felt_at)
),

experiences_indexed as (
    select
        begun.customer_id,
        begun.aspect,
        horizons.horizon_days,
        begun.band,
        begun.began_at,
        begun.felt_at,
        {{ add_days('begun.felt_at', 'horizons.horizon_days') }} as until_at,
        begun.since_date,
        begun.left_at,
        coalesce(
            {{ add_days('begun.felt_at', 'horizons.horizon_days') }}
            <= watermarks.seen_until_at,
            false
        ) as is_ripe,
        coalesce(
            {{ add_days('begun.felt_at', 'horizons.horizon_days') }}
            <= watermarks.talk_seen_until_at
            and watermarks.seen_until_at is not null,
            false
        ) as is_talk_ripe
    from experiences_begun as begun
    cross join {{ ref('loyalty_horizons') }} as horizons
    cross join watermarks
)

select * from experiences_indexed
