-- A failure means: a delivered ticket, answer or order is missing in core or stands
-- there twice.
with

counts as (
    select
        'tickets' as fact,
        (select count(*) from {{ ref('stg_tickets__tickets') }}) as delivered_count,
        (select count(*) from {{ ref('core__tickets') }}) as published_count
    union all
    select
        'orders' as fact,
        (select count(*) from {{ ref('stg_crm__orders') }}) as delivered_count,
        (select count(*) from {{ ref('core__orders') }}) as published_count
    union all
    select
        'answers of delivered responses' as fact,
        (
            select count(*)
            from {{ ref('stg_surveys__answers') }} as answers
            inner join {{ ref('stg_surveys__responses') }} as responses
                on answers.response_id = responses.response_id
        ) as delivered_count,
        (select count(*) from {{ ref('core__survey_answers') }}) as published_count
)

select * from counts
where delivered_count <> published_count
