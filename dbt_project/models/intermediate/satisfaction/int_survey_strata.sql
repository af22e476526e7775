-- Grain: one row per survey, month, frame, channel and segment: the strata of weights.
-- How many could have answered there, and how many did.
{% set key = 'survey, month_start, frame, channel, segment' %}
with

responses as (
    select * from {{ ref('int_responses_framed') }}
),

invited as (
    select
        survey,
        {{ month_of('sent_date') }} as month_start,
        'invitations' as frame,
        channel,
        segment,
        count(*) as population,
        count(*) filter (where is_delivered) as delivered,
        count(*) filter (where is_opened) as opened
    from {{ ref('int_invitations_identified') }}
    group by survey, {{ month_of('sent_date') }}, channel, segment
),

-- Contacts answered by a person in the queues that the survey asked about that month.
asked_of as (
    select distinct
        survey,
        month_start,
        queue_id
    from responses
    where frame = 'contacts'
),

could_be_asked as (
    select
        asked_of.survey,
        asked_of.month_start,
        'contacts' as frame,
        contacts.channel,
        coalesce(customers.segment, 'unknown') as segment,
        count(*) as population,
        cast(null as bigint) as delivered,
        cast(null as bigint) as opened
    from asked_of
    inner join {{ ref('core__contacts') }} as contacts
        on
            asked_of.queue_id = contacts.queue_id
            and asked_of.month_start = {{ month_of('contacts.business_date') }}
    left join {{ ref('core__customers') }} as customers
        on contacts.customer_id = customers.customer_id
    where contacts.is_answered and not contacts.is_mystery
    group by
        asked_of.survey,
        asked_of.month_start,
        contacts.channel,
        coalesce(customers.segment, 'unknown')
),

months_of_customers as (
    select distinct
        survey,
        month_start
    from responses
    where frame = 'customers'
),

there as (
    select
        months_of_customers.survey,
        months_of_customers.month_start,
        'customers' as frame,
        'any' as channel,
        coalesce(customers.segment, 'unknown') as segment,
        count(*) as population,
        cast(null as bigint) as delivered,
        cast(null as bigint) as opened
    from months_of_customers
    inner join {{ ref('core__customers') }} as customers
        on
            coalesce(customers.since_date, cast(customers.first_seen_at as date))
            < {{ add_months('months_of_customers.month_start', 1) }}
            and coalesce(
                cast(customers.left_at as date) >= months_of_customers.month_start, true
            )
    group by
        months_of_customers.survey,
        months_of_customers.month_start,
        coalesce(customers.segment, 'unknown')
),

populations as (
    select * from invited
    union all
    select * from could_be_asked
    union all
    select * from there
),

answered as (
    select
        {{ key }},
        count(*) as answered,
        count(*) filter (where is_finished) as finished,
        count(given_weight) as weighted
    from responses
    group by {{ key }}
),

strata_joined as (
    select
        coalesce(populations.survey, answered.survey) as survey,
        coalesce(populations.month_start, answered.month_start) as month_start,
        coalesce(populations.frame, answered.frame) as frame,
        coalesce(populations.channel, answered.channel) as channel,
        coalesce(populations.segment, answered.segment) as segment,
        populations.population,
        populations.delivered,
        populations.opened,
        coalesce(answered.answered, 0) as answered,
        coalesce(answered.finished, 0) as finished,
        coalesce(answered.weighted, 0) as weighted
    from populations
    full outer join answered
        on
            populations.survey = answered.survey
            and populations.month_start = answered.month_start
            and populations.frame = answered.frame
            and populations.channel = answered.channel
            and populations.segment = answered.segment
),

-- Given weights are used where every response of the survey and month has one.
strata_compared as (
    select
        *,
        sum(weighted) over wave = sum(answered) over wave as has_given_weights,
        sum(case when answered > 0 then population end) over framed
            as population_covered,
        sum(case when population > 0 then answered end) over framed
            as answered_covered
    from strata_joined
    window
        wave as (partition by survey, month_start),
        framed as (partition by survey, month_start, frame)
),

survey_strata as (
    select
        *,
        case
            when has_given_weights and answered > 0 then 'given'
            when population > 0 and answered > 0 then 'post-stratified'
            when answered > 0 then 'none'
        end as weight_kind,
        case
            when not has_given_weights and population > 0 and answered > 0
                then
                    {{ as_double('population') }} / population_covered
                    * answered_covered / answered
        end as stratum_weight
    from strata_compared
)

select * from survey_strata
