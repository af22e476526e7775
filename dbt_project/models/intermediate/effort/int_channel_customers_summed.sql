-- Grain: one row per month, channel and customer: sessions of whom channel flows tell.
with

sessions as (
    select
        {{ month_of('business_date') }} as month_start,
        channel,
        customer_id,
        count(*) filter (where is_ripe) as n,
        count(*) filter (where not is_ripe) as unripe,
        count(*) as arrivals
    from {{ ref('int_contacts_moved_on') }}
    where customer_id is not null
    group by {{ month_of('business_date') }}, channel, customer_id
)

select * from sessions
