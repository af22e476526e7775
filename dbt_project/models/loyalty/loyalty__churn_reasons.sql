-- Grain: one row per month and reason for leaving (`all` for every one). What leavers
-- say (F09), what was recorded, and how many of those recorded had a poor contact
-- before, beside customers alike who stayed.
with

answers_ranked as (
    select
        answers.customer_id,
        {{ month_of('answers.submitted_date') }} as month_start,
        coalesce(reasons.reason, lower({{ trimmed('answers.choice') }})) as reason,
        row_number() over (
            partition by answers.owner_id
            order by answers.submitted_at desc, answers.answer_id desc
        ) as recency
    from {{ ref('core__survey_answers') }} as answers
    left join {{ ref('leaving_reasons') }} as reasons
        on lower({{ trimmed('answers.choice') }}) = reasons.delivered_reason
    where
        answers.measure = 'reason_for_leaving'
        and answers.respondent = 'customer'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.choice is not null
        and answers.submitted_date is not null
),

leavers as (
    select
        month_start,
        reason,
        0 as stated,
        1 as recorded,
        case when is_ripe then was_served_badly end as poor,
        case when not is_ripe then 1 else 0 end as unripe,
        case when is_ripe then was_served_badly - stayer_poor_share end as excess,
        case when is_ripe then stayer_poor_share end as stayer_poor_share
    from {{ ref('int_leavers_matched') }}
    union all
    select
        month_start,
        reason,
        1 as stated,
        0 as recorded,
        null as poor,
        0 as unripe,
        null as excess,
        null as stayer_poor_share
    from answers_ranked
    where recency = 1
),

leavers_cut as (
    select
        *,
        reason as reason_cut
    from leavers
    union all
    select
        *,
        'all' as reason_cut
    from leavers
),

summed as (
    select
        month_start,
        reason_cut as reason,
        cast(sum(stated) as bigint) as stated_numerator,
        cast(sum(recorded) as bigint) as recorded_numerator,
        cast(sum(unripe) as bigint) as unripe_count,
        count(poor) as poor_contact_denominator,
        cast(coalesce(sum(poor), 0) as bigint) as poor_contact_numerator,
        count(excess) as matched_count,
        {{ exact_sum('stayer_poor_share') }} / nullif(count(stayer_poor_share), 0)
            as stayer_poor_contact_share,
        {{ exact_sum('excess') }} as excess_sum,
        {{ exact_sum('excess * excess') }} as excess_sum_squares
    from leavers_cut
    group by month_start, reason_cut
),

summed_of_all as (
    select
        summed.*,
        every_one.stated_numerator as stated_denominator,
        every_one.recorded_numerator as recorded_denominator
    from summed
    inner join summed as every_one
        on summed.month_start = every_one.month_start and every_one.reason = 'all'
),

churn_reasons as (
    select
        month_start,
        reason,
        {% for figure in ['stated', 'recorded', 'poor_contact'] -%}
        {{ figure }}_denominator,
        {{ figure }}_numerator,
        {{ as_double(figure ~ '_numerator') }} / nullif({{ figure }}_denominator, 0)
            as {{ figure }}_share,
        {{ wilson_low(figure ~ '_numerator', figure ~ '_denominator') }}
            as {{ figure }}_share_low,
        {{ wilson_high(figure ~ '_numerator', figure ~ '_denominator') }}
            as {{ figure }}_share_high,
        {% endfor -%}
        unripe_count,
        matched_count,
        {{ as_double('stayer_poor_contact_share') }} as stayer_poor_contact_share,
        case when matched_count > 0 then {{ as_double('excess_sum_squares') }} end
            as excess_sum_squares,
        {{ as_double('excess_sum') }} / nullif(matched_count, 0) as excess_share,
        case
            when matched_count > 1
                then greatest(-1, {{ mean_low(
                    'matched_count', 'excess_sum', 'excess_sum_squares'
                ) }})
        end as excess_share_low,
        case
            when matched_count > 1
                then least(1, {{ mean_high(
                    'matched_count', 'excess_sum', 'excess_sum_squares'
                ) }})
        end as excess_share_high,
        'adjusted' as evidence,
        matched_count < {{ window('thin') }} as is_thin
    from summed_of_all
)

select * from churn_reasons
