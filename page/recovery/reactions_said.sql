-- The three reactions by the last response of each customer, and their union. Tier: the
-- customer's code at the end of the month before the response.
with

responses as (
    select
        response_id,
        min(customer_id) as customer_id,
        max(submitted_at) as submitted_at,
        bool_or(value > (scale_low + scale_high) / 2) filter (
            where measure = 'stops_recommending'
        ) as stops_recommending,
        bool_or(value > (scale_low + scale_high) / 2) filter (
            where measure = 'looks_elsewhere'
        ) as looks_elsewhere,
        bool_or(value > (scale_low + scale_high) / 2) filter (
            where measure = 'disparages'
        ) as disparages
    from core.survey_answers
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and value is not null
        and measure in (
            'stops_recommending',
            'looks_elsewhere',
            'disparages',
            'leaves_untried',
            'never_returns'
        )
    group by response_id
),

responses_ranked as (
    select
        *,
        cast(date_trunc('month', submitted_at) as date) as month_start,
        row_number() over (
            partition by customer_id order by submitted_at desc, response_id desc
        ) as recency
    from responses
),

asked as (
    select
        responses.month_start,
        coalesce(customers.code, 'unknown') as tier,
        responses.stops_recommending,
        responses.looks_elsewhere,
        responses.disparages
    from responses_ranked as responses
    left join loyalty.customers_monthly as customers
        on
            responses.customer_id = customers.customer_id
            and cast(responses.month_start - interval '1 month' as date)
            = customers.month_start
    where
        responses.recency = 1
        and responses.stops_recommending is not null
        and responses.looks_elsewhere is not null
        and responses.disparages is not null
),

reactions as (
    select
        1 as place,
        'any_reaction' as reaction,
        month_start,
        tier,
        stops_recommending or looks_elsewhere or disparages as is_yes
    from asked
    union all
    select
        2 as place,
        'looks_elsewhere' as reaction,
        month_start,
        tier,
        looks_elsewhere as is_yes
    from asked
    union all
    select
        3 as place,
        'stops_recommending' as reaction,
        month_start,
        tier,
        stops_recommending as is_yes
    from asked
    union all
    select
        4 as place,
        'disparages' as reaction,
        month_start,
        tier,
        disparages as is_yes
    from asked
)

select
    reaction,
    month_start,
    tier,
    count(*) filter (where is_yes) as yes_count,
    count(*) as asked_count
from reactions
group by place, reaction, month_start, tier
order by place, month_start, tier
