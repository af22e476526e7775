-- Grain: one row per channel and day from which a cost holds, up to the next.
with

-- Where several systems deliver a cost of the same day, the lower one holds.
channel_costs_dated as (
    select
        channel,
        valid_from,
        min(cost_per_contact) as cost_per_contact,
        coalesce(
            lead(valid_from) over (partition by channel order by valid_from),
            date '9999-12-31'
        ) as valid_to
    from {{ ref('stg_crm__channel_costs') }}
    group by channel, valid_from
)

select * from channel_costs_dated
