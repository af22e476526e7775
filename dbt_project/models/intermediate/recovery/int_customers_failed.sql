-- Grain: one row per customer and bad experience that behaviour or a survey shows,
-- voiced or not. `felt_at` is when it was plain to the customer.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

answers as (
    select * from {{ ref('core__survey_answers') }}
    where
        customer_id is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
        and measure in ('satisfaction', 'recommendation', 'effort', 'matter')
        and score_100 < 50
        and submitted_at is not null
        and {{ only_touched('owner_id') }}
),

needs as (
    select * from {{ ref('int_needs_judged') }}
    where
        customer_id is not null
        and issue is distinct from 'complaint'
        and {{ only_touched('owner_id') }}
),

-- Lines that came together are one delivery.
orders as (
    select
        owner_id,
        customer_id,
        delivered_at,
        min(order_id) as order_id
    from {{ ref('core__orders') }}
    where
        customer_id is not null
        and delivered_at > {{ add_days('promised_at', window('late_delivery')) }}
        and {{ only_touched('owner_id') }}
    group by owner_id, customer_id, delivered_at
),

reworked as (
    select
        orders.owner_id,
        orders.customer_id,
        returned.returned_at,
        returned.return_id
    from {{ ref('stg_crm__returns') }} as returned
    inner join {{ ref('core__orders') }} as orders
        on returned.order_id = orders.order_id
    where
        orders.customer_id is not null
        and returned.kind in ('replacement', 'repair', 'rework')
        and {{ only_touched('orders.owner_id') }}
),

-- Gave up in the queue and never came again on it; or had to come again and again.
failures as (
    select
        owner_id,
        customer_id,
        last_contact_at as felt_at,
        'abandoned' as sign,
        need_id as sign_id,
        cast(null as text) as stage
    from needs
    where abandoned_count > 0 and contact_count = abandoned_count
    union all
    select
        owner_id,
        customer_id,
        last_contact_at as felt_at,
        'repeated' as sign,
        need_id as sign_id,
        cast(null as text) as stage
    from needs
    where
        contact_count >= {{ window('unhappy_contacts') }}
        and not (abandoned_count > 0 and contact_count = abandoned_count)
    union all
    select
        owner_id,
        customer_id,
        delivered_at as felt_at,
        'late_delivery' as sign,
        order_id as sign_id,
        'delivery' as stage
    from orders
    union all
    select
        owner_id,
        customer_id,
        returned_at as felt_at,
        'rework' as sign,
        return_id as sign_id,
        'use' as stage
    from reworked
    union all
    select
        owner_id,
        customer_id,
        submitted_at as felt_at,
        'survey' as sign,
        response_id as sign_id,
        min(stage) as stage
    from answers
    group by owner_id, customer_id, submitted_at, response_id
)

select * from failures
