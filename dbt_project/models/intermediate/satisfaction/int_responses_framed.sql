-- Grain: one row per response of a customer with an answer. The month, channel and
-- segment in which it was asked for, and whom it stands for: those invited, else the
-- contacts that could have been asked about, else the customers there were.
with

answers as (
    select
        response_id,
        survey,
        owner_id,
        customer_id,
        contact_id,
        submitted_at,
        submitted_date,
        bool_or(is_finished) as is_finished,
        max(weight) as given_weight
    from {{ ref('core__survey_answers') }}
    where
        respondent = 'customer'
        and submitted_date is not null
        and (value is not null or choice is not null)
    group by
        response_id,
        survey,
        owner_id,
        customer_id,
        contact_id,
        submitted_at,
        submitted_date
),

invitations as (
    select * from {{ ref('int_invitations_identified') }}
),

contacts as (
    select
        contact_id,
        customer_id,
        channel,
        queue_id,
        business_date
    from {{ ref('core__contacts') }}
    where is_answered and not is_mystery
),

customers as (
    select
        customer_id,
        segment
    from {{ ref('core__customers') }}
),

surveys_invited as (
    select distinct survey
    from invitations
),

surveys_of_contacts as (
    select distinct answers.survey
    from answers
    inner join contacts on answers.contact_id = contacts.contact_id
),

-- A survey has one frame: who answers outside of it stands for nobody.
responses_framed as (
    select
        answers.response_id,
        answers.survey,
        answers.owner_id,
        answers.is_finished,
        answers.given_weight,
        case
            when surveys_invited.survey is not null
                then case
                    when invitations.invitation_id is not null then 'invitations'
                    else 'none'
                end
            when contacts.contact_id is not null then 'contacts'
            when surveys_of_contacts.survey is not null then 'none'
            when answers.customer_id is not null then 'customers'
            else 'none'
        end as frame,
        {{ month_of(
            'coalesce(invitations.sent_date, contacts.business_date,'
            ~ ' answers.submitted_date)'
        ) }} as month_start,
        coalesce(invitations.channel, contacts.channel, 'any') as channel,
        -- The segment is that of whoever was asked, as the population's is.
        coalesce(
            invitations.segment,
            case
                when contacts.contact_id is not null then asked_of.segment
                else customers.segment
            end,
            'unknown'
        ) as segment,
        invitations.invitation_id,
        contacts.queue_id
    from answers
    left join {{ ref('stg_surveys__responses') }} as responses
        on answers.response_id = responses.response_id
    left join invitations on responses.invitation_id = invitations.invitation_id
    left join surveys_invited on answers.survey = surveys_invited.survey
    left join surveys_of_contacts on answers.survey = surveys_of_contacts.survey
    left join contacts on answers.contact_id = contacts.contact_id
    left join customers on answers.customer_id = customers.customer_id
    left join customers as asked_of on contacts.customer_id = asked_of.customer_id
)

select * from responses_framed
