-- Grain: one row per month, measure of a want, what is named, and customer: the
-- customer's last answer there.
with

answers_ranked as (
    select
        *,
        {{ month_of('submitted_date') }} as month_start,
        row_number() over (
            partition by
                owner_id,
                measure,
                case when measure = 'makes_service_good' then choice end,
                {{ month_of('submitted_date') }}
            order by submitted_at desc, answer_id desc
        ) as recency
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and submitted_date is not null
        and (
            (measure = 'makes_service_good' and choice is not null)
            or (
                score_100 is not null
                and measure in (
                    select want_measures.measure
                    from {{ ref('want_measures') }} as want_measures
                    where want_measures.basis = 'asked'
                )
            )
        )
),

want_answers as (
    select
        month_start,
        measure,
        choice,
        owner_id,
        score_100 > 50 as is_yes
    from answers_ranked
    where recency = 1
)

select * from want_answers
