-- Grain: one row per survey, month, frame, channel and segment. How many could have
-- answered there: the invited, the contacts asked about, or the customers.
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
)

select * from populations
