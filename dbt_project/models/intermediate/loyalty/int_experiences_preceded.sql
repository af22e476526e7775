-- Grain: one row per customer and aspect. What the customer had done before the index
-- experience began: what its loyalty is adjusted for.
with

experiences as (
    select distinct
        customer_id,
        aspect,
        began_at,
        since_date
    from {{ ref('int_experiences_indexed') }}
),

orders_before as (
    select
        experiences.customer_id,
        experiences.aspect,
        count(distinct orders.ordered_date) filter (
            where orders.ordered_at >= {{ add_days('experiences.began_at', '-365') }}
        ) as order_count,
        sum(orders.paid_price) filter (
            where orders.ordered_at >= {{ add_days('experiences.began_at', '-365') }}
        ) as spent,
        max(orders.ordered_at) as last_ordered_at,
        {{ usual_gap_days('orders', 'true') }} as usual_gap_days
    from experiences
    inner join {{ ref('core__orders') }} as orders
        on
            experiences.customer_id = orders.customer_id
            and experiences.began_at > orders.ordered_at
    group by experiences.customer_id, experiences.aspect
),

contacts_before as (
    select
        experiences.customer_id,
        experiences.aspect,
        count(*) as contact_count
    from experiences
    inner join {{ ref('core__contacts') }} as contacts
        on
            experiences.customer_id = contacts.customer_id
            and experiences.began_at > contacts.entered_at
            and {{ add_days('contacts.entered_at', window('score_lookback')) }}
            >= experiences.began_at
    where
        contacts.direction = 'inbound'
        and not contacts.is_transfer_leg
        and not contacts.is_mystery
    group by experiences.customer_id, experiences.aspect
),

complaints_before as (
    select
        experiences.customer_id,
        experiences.aspect,
        count(*) as complaint_count
    from experiences
    inner join {{ ref('core__complaints') }} as complaints
        on
            experiences.customer_id = complaints.customer_id
            and experiences.began_at > complaints.opened_at
    group by experiences.customer_id, experiences.aspect
),

preceded as (
    select
        experiences.customer_id,
        experiences.aspect,
        coalesce(history.code, 'C') as customer_code,
        {{ as_double('coalesce(orders.spent, 0)') }} as spent_before,
        coalesce(orders.order_count, 0) as orders_before,
        {{ seconds_between('orders.last_ordered_at', 'experiences.began_at') }} / 86400
            as days_since_order,
        case
            when experiences.since_date is not null
                then greatest(0, {{ days_between(
                    'experiences.since_date', 'experiences.began_at'
                ) }})
        end as tenure_days,
        coalesce(contacts.contact_count, 0) as contacts_before,
        coalesce(complaints.complaint_count, 0) as complaints_before,
        orders.last_ordered_at,
        orders.usual_gap_days
    from experiences
    left join orders_before as orders
        on
            experiences.customer_id = orders.customer_id
            and experiences.aspect = orders.aspect
    left join contacts_before as contacts
        on
            experiences.customer_id = contacts.customer_id
            and experiences.aspect = contacts.aspect
    left join complaints_before as complaints
        on
            experiences.customer_id = complaints.customer_id
            and experiences.aspect = complaints.aspect
    left join {{ ref('core__customer_history') }} as history
        on
            experiences.customer_id = history.customer_id
            and history.valid_from <= {{ date_of('experiences.began_at') }}
            and (
                history.valid_to is null
                or history.valid_to > {{ date_of('experiences.began_at') }}
            )
)

select * from preceded
