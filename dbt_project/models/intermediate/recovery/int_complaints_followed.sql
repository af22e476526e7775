-- Grain: one row per complaint of a known customer. What the customer said and did
-- after.
{{ config(materialized='table') }}
with

complaints as (
    select
        *,
        {{ add_days('opened_at', window('come_back')) }} as return_ripe_at
    from {{ ref('int_complaints_clocked') }}
    where customer_id is not null
),

watermarks as (
    select
        max(watermark_at) filter (where feed = 'crm') as orders_until_at,
        min(watermark_at) filter (where feed in ('telephony', 'tickets'))
            as contacts_until_at
    from {{ ref('int_feed_watermarks') }}
),

bought as (
    {{ orders_around('complaints', 'complaint_id', 'opened_at') }}
),

-- On another matter, once this one was settled or had its time.
active as (
    select
        complaints.complaint_id,
        min(contacts.entered_at) as active_again_at
    from complaints
    inner join {{ ref('core__contacts') }} as contacts
        on complaints.customer_id = contacts.customer_id
    where
        contacts.direction = 'inbound'
        and not contacts.is_transfer_leg
        and not contacts.is_mystery
        and contacts.issue <> complaints.issue
        and contacts.issue <> 'complaint'
        and contacts.entered_at > coalesce(
            complaints.resolved_at,
            {{ add_days('complaints.opened_at', window('settled_by')) }}
        )
        and contacts.entered_at <= complaints.return_ripe_at
    group by complaints.complaint_id
),

-- Who orders comes back by ordering; of whom no order was on record before (a bank's
-- customer), activity is what can be seen.
complaints_returned as (
    select
        complaints.complaint_id,
        complaints.customer_id,
        complaints.opened_at,
        complaints.return_ripe_at,
        case when bought.ordered_before_at is null then 'activity' else 'order' end
            as came_back_basis,
        case
            when bought.ordered_before_at is not null then bought.ordered_again_at
            else least(bought.ordered_again_at, active.active_again_at)
        end as came_back_at
    from complaints
    left join bought on complaints.complaint_id = bought.complaint_id
    left join active on complaints.complaint_id = active.complaint_id
),

complaints_followed as (
    select
        returned.complaint_id,
        stated.has_told_friends,
        stated.has_told_third_party,
        stated.has_told_public,
        {{ as_double('stated.would_return_score') }} as would_return_score,
        returned.came_back_basis,
        returned.came_back_at,
        returned.return_ripe_at as ripe_at,
        coalesce(
            watermarks.orders_until_at >= returned.return_ripe_at
            and (
                returned.came_back_basis = 'order'
                or watermarks.contacts_until_at >= returned.return_ripe_at
            ),
            false
        ) as is_ripe,
        coalesce(stated.is_looking_elsewhere, false)
        or coalesce(
            customers.left_at > returned.opened_at
            and customers.left_at <= returned.return_ripe_at,
            false
        ) as is_leaving
    from complaints_returned as returned
    cross join watermarks
    left join {{ ref('int_complaints_spoken_of') }} as stated
        on returned.complaint_id = stated.complaint_id
    left join {{ ref('core__customers') }} as customers
        on returned.customer_id = customers.customer_id
)

select * from complaints_followed
