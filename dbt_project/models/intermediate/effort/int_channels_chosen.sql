-- Grain: one row per customer and month of who said which channel they prefer (the
-- latest answer counts), and one per need: the channel where it began.
with

answers_ranked as (
    select
        {{ month_of('submitted_date') }} as month_start,
        owner_id,
        customer_id,
        choice as channel,
        row_number() over (
            partition by owner_id, {{ month_of('submitted_date') }}
            order by submitted_at desc, answer_id desc
        ) as recency
    from {{ ref('core__survey_answers') }}
    where
        measure = 'prefers_channel'
        and choice is not null
        and submitted_date is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
),

choices as (
    select
        month_start,
        owner_id,
        customer_id,
        channel,
        1 as asked,
        0 as used
    from answers_ranked
    where recency = 1
    union all
    select
        {{ month_of('needs.opened_date') }} as month_start,
        needs.owner_id,
        needs.customer_id,
        contacts.channel,
        0 as asked,
        1 as used
    from {{ ref('effort__needs') }} as needs
    inner join {{ ref('core__contacts') }} as contacts
        on needs.first_contact_id = contacts.contact_id
    where needs.customer_id is not null
),

channels_chosen as (
    select
        choices.month_start,
        choices.owner_id,
        coalesce(customers.segment, 'unknown') as segment,
        choices.channel,
        choices.asked,
        choices.used
    from choices
    left join {{ ref('core__customers') }} as customers
        on choices.customer_id = customers.customer_id
)

select * from channels_chosen
