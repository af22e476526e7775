-- Grain: one row per customer and basis: what the newest answer says of a bad
-- experience (stated; F31, F33, F34), what became of the newest one had (behaviour).
with

-- What one response said of the three reactions and the two questions beside.
responses as (
    select
        response_id,
        {% for measure in [
            'stops_recommending',
            'looks_elsewhere',
            'disparages',
            'leaves_untried',
            'never_returns',
        ] -%}
        bool_or(value > (scale_low + scale_high) / 2) filter (
            where measure = '{{ measure }}'
        ) as {{ measure }},
        {% endfor -%}
        min(customer_id) as customer_id,
        max(submitted_at) as submitted_at,
        min(stage) as stage
    from {{ ref('core__survey_answers') }}
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
        row_number() over (
            partition by customer_id order by submitted_at desc, response_id desc
        ) as recency
    from responses
),

experiences_ranked as (
    select
        *,
        row_number() over (
            partition by customer_id order by felt_at desc, experience_id desc
        ) as recency
    from {{ ref('int_experiences_arranged') }}
),

people_reacting as (
    select
        customer_id,
        stage,
        'stated' as basis,
        case
            when
                stops_recommending is not null
                and looks_elsewhere is not null
                and disparages is not null
                then 1
        end as reaction_known,
        stops_recommending,
        looks_elsewhere,
        disparages,
        stops_recommending or looks_elsewhere or disparages as any_reaction,
        leaves_untried,
        never_returns,
        false as tried,
        false as is_ripe,
        null as has_come_back
    from responses_ranked
    where recency = 1
    union all
    select
        customer_id,
        stage,
        'behaviour' as basis,
        null as reaction_known,
        null as stops_recommending,
        null as looks_elsewhere,
        null as disparages,
        null as any_reaction,
        null as leaves_untried,
        null as never_returns,
        is_voiced as tried,
        is_ripe,
        has_come_back
    from experiences_ranked
    where recency = 1
)

select * from people_reacting
