-- Grain: one row per outcome (came_back is what customers did, willing what they said)
-- and comparison. What an action, a combination, its order, delay or manner does to the
-- return of who complained: as it stands, and adjusted (F35, F37).
with

actions as (
    select * from {{ source('analysis', 'recovery_actions') }}
),

-- What people said would win them back: the latest answer of each.
answers_ranked as (
    select
        customer_id,
        measure,
        value > (scale_low + scale_high) / 2 as is_yes,
        row_number() over (
            partition by customer_id, measure
            order by submitted_at desc, answer_id desc
        ) as recency
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and value is not null
        and measure in (
            'won_back_by_owning', 'won_back_by_apology', 'won_back_by_compensation'
        )
),

said as (
    select
        case measure
            when 'won_back_by_owning' then 'owned'
            when 'won_back_by_apology' then 'apology'
            else 'compensation'
        end as action,
        count(*) as said_denominator,
        count(*) filter (where is_yes) as said_numerator
    from answers_ranked
    where recency = 1
    group by measure
),

actions_said as (
    select
        actions.outcome,
        actions.kind,
        actions.action,
        actions.compared_with,
        actions.complaint_count,
        actions.customer_count,
        actions.with_count,
        actions.with_yes_count,
        {{ as_double('actions.with_yes_count') }} / actions.with_count as with_share,
        actions.without_count,
        actions.without_yes_count,
        {{ as_double('actions.without_yes_count') }} / actions.without_count
            as without_share,
        {% for figure in ['raw_difference', 'adjusted_difference'] -%}
        actions.{{ figure }},
        actions.{{ figure }}_low,
        actions.{{ figure }}_high,
        {% endfor -%}
        actions.overlap_share,
        case
            when actions.adjusted_difference is null then 'association'
            else 'adjusted'
        end as evidence,
        said.said_denominator,
        said.said_numerator,
        {{ as_double('said.said_numerator') }} / said.said_denominator as said_share,
        {{ wilson_low('said.said_numerator', 'said.said_denominator') }}
            as said_share_low,
        {{ wilson_high('said.said_numerator', 'said.said_denominator') }}
            as said_share_high,
        least(actions.with_count, actions.without_count) < {{ window('thin') }}
            as is_thin
    from actions
    left join said on actions.kind = 'action' and actions.action = said.action
)

select * from actions_said
