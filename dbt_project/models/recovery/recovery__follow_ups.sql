-- Grain: one row per response in which a customer was unhappy: was the customer called
-- back, after how long, and was it settled then (F07)?
with

responses as (
    select
        response_id,
        min(customer_id) as customer_id,
        min(submitted_at) as answered_at,
        min(contact_id) as contact_id,
        min(ticket_id) as ticket_id,
        min(score_100) as lowest_score
    from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and measure in ('satisfaction', 'recommendation', 'effort', 'matter')
        and score_100 < 50
        and submitted_at is not null
    group by response_id
),

contacts as (
    select
        *,
        direction = 'inbound' and not is_transfer_leg and not is_mystery as is_begun
    from {{ ref('core__contacts') }}
    where customer_id is not null
),

asked_about as (
    select
        responses.*,
        asked.issue,
        {{ add_days('responses.answered_at', window('follow_up')) }} as ripe_at,
        {{ add_days(
            'responses.answered_at', window('follow_up') ~ ' + ' ~ window('quiet')
        ) }} as settled_ripe_at
    from responses
    left join contacts as asked on responses.contact_id = asked.contact_id
),

-- The company's first call after the answer; a call that nobody took is none.
calls_ranked as (
    select
        asked_about.response_id,
        contacts.contact_id,
        contacts.entered_at,
        contacts.is_resolved_recorded,
        row_number() over (
            partition by asked_about.response_id
            order by contacts.entered_at, contacts.contact_id
        ) as call_rank
    from asked_about
    inner join contacts on asked_about.customer_id = contacts.customer_id
    where
        contacts.direction = 'outbound'
        and contacts.answered_at is not null
        and contacts.entered_at > asked_about.answered_at
        and contacts.entered_at <= asked_about.ripe_at
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

-- Whoever was not called is looked at from the answer on.
followed as (
    select
        asked_about.*,
        calls.contact_id as call_contact_id,
        calls.entered_at as called_back_at,
        calls.is_resolved_recorded as is_settled_recorded,
        coalesce(calls.entered_at, asked_about.answered_at) as quiet_from_at,
        coalesce(watermarks.seen_until_at >= asked_about.ripe_at, false) as is_ripe,
        coalesce(watermarks.seen_until_at >= asked_about.settled_ripe_at, false)
            as is_settled_ripe
    from asked_about
    cross join watermarks
    left join calls_ranked as calls
        on asked_about.response_id = calls.response_id and calls.call_rank = 1
),

came_again as (
    select distinct followed.response_id
    from followed
    inner join contacts on followed.customer_id = contacts.customer_id
    where
        contacts.is_begun
        and (followed.issue is null or contacts.issue = followed.issue)
        and contacts.entered_at > followed.quiet_from_at
        and contacts.entered_at
        <= {{ add_days('followed.quiet_from_at', window('quiet')) }}
),

follow_ups as (
    select
        followed.response_id,
        followed.customer_id,
        followed.answered_at,
        {{ date_of('followed.answered_at') }} as answered_date,
        followed.contact_id,
        followed.ticket_id,
        followed.issue,
        {{ as_double('followed.lowest_score') }} as lowest_score,
        followed.call_contact_id,
        followed.called_back_at,
        {{ seconds_between('followed.answered_at', 'followed.called_back_at') }}
            as called_back_seconds,
        case
            when followed.called_back_at is not null then true
            when followed.is_ripe then false
        end as is_called_back,
        followed.is_settled_recorded,
        case
            when came_again.response_id is not null then false
            when followed.is_settled_ripe then true
        end as is_settled_observed,
        followed.ripe_at,
        followed.is_ripe,
        followed.settled_ripe_at,
        followed.is_settled_ripe
    from followed
    left join came_again on followed.response_id = came_again.response_id
)

select * from follow_ups
