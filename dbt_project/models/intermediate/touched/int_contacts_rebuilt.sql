-- Grain: one row per contact of the touched (of everybody in a full build), as
-- core.contacts takes it.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_telephony_contacts') }}
    union all
    select * from {{ ref('int_ticket_contacts') }}
),

contacts_rebuilt as (
    select
        contacts.*,
        contacts.is_abandoned
        and coalesce(contacts.wait_seconds <= {{ window('short_abandon') }}, false)
            as is_short_abandoned,
        case
            when contacts.customer_id is not null
                then coalesce(months.code_at_start, 'C')
        end as customer_code,
        cast({{ to_zone('contacts.entered_at', 'queues.time_zone') }} as date)
            as business_date
    from contacts
    inner join {{ ref('int_queues_zoned') }} as queues
        on contacts.queue_id = queues.queue_id
    left join {{ ref('int_customers_coded_monthly') }} as months
        on
            contacts.customer_id = months.customer_id
            and {{ month_of('contacts.entered_at') }} = months.month_start
)

select * from contacts_rebuilt
