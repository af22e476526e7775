-- Grain: one row per complaint. What the customer was worth before it, and what its
-- contacts cost.
with

complaints as (
    select * from {{ ref('int_complaints_clocked') }}
),

contacts as (
    select
        complaint_id,
        count(*) as contact_count,
        sum(contact_cost) as contact_cost,
        count(*) filter (where contact_cost is null) as uncosted_count
    from {{ ref('int_complaint_contacts') }}
    group by complaint_id
),

complaints_valued as (
    select
        complaints.complaint_id,
        coalesce(contacts.contact_count, 0) as contact_count,
        case
            when coalesce(contacts.uncosted_count, 0) = 0 then contacts.contact_cost
        end as contact_cost,
        -- The month before is the last that the complaint cannot have changed.
        coalesce(months.code, 'C') as customer_code,
        coalesce(months.value_12_months, 0) as value_12_months,
        coalesce(months.revenue_12_months, 0) as revenue_12_months
    from complaints
    left join contacts on complaints.complaint_id = contacts.complaint_id
    left join {{ ref('loyalty__customers_monthly') }} as months
        on
            complaints.customer_id = months.customer_id
            and months.month_start
            = {{ add_months(month_of('complaints.opened_at'), -1) }}
)

select * from complaints_valued
