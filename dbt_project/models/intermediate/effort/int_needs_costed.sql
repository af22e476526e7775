-- Grain: one row per need of a known customer on a named issue. The channel it began
-- in, and what it cost.
with

needs as (
    select * from {{ ref('effort__needs') }}
    where customer_id is not null and issue is not null
),

assigned as (
    select
        contact_id,
        need_id,
        is_transfer_leg
    from {{ ref('int_contacts_assigned_to_needs') }}
),

contacts as (
    select
        contact_id,
        channel,
        business_date,
        coalesce(talk_seconds, 0)
        + coalesce(hold_seconds, 0)
        + coalesce(wrap_seconds, 0) as handle_seconds
    from {{ ref('core__contacts') }}
),

costs as (
    select * from {{ ref('int_channel_costs_dated') }}
),

contacts_costed as (
    select
        assigned.need_id,
        assigned.contact_id,
        assigned.is_transfer_leg,
        contacts.channel,
        contacts.handle_seconds,
        costs.cost_per_contact
    from assigned
    inner join contacts on assigned.contact_id = contacts.contact_id
    left join costs
        on
            contacts.channel = costs.channel
            and contacts.business_date >= costs.valid_from
            and contacts.business_date < costs.valid_to
),

-- A leg is work, and no further contact to be paid for.
needs_summed as (
    select
        need_id,
        sum(handle_seconds) as handle_seconds,
        sum(cost_per_contact) filter (where not is_transfer_leg) as cost,
        count(*) filter (where not is_transfer_leg and cost_per_contact is null)
            as uncosted_count
    from contacts_costed
    group by need_id
),

needs_costed as (
    select
        needs.need_id,
        needs.customer_id,
        needs.issue,
        {{ month_of('needs.opened_date') }} as month_start,
        needs.opened_date,
        firsts.channel as first_channel,
        needs.is_ripe,
        needs.is_first_contact_observed,
        needs.contact_count,
        needs.effort_score,
        needs.observed_effort_score,
        needs_summed.handle_seconds,
        case when needs_summed.uncosted_count = 0 then needs_summed.cost end as cost,
        case
            when needs_summed.uncosted_count = 0
                then needs_summed.cost - firsts.cost_per_contact
        end as further_cost
    from needs
    inner join needs_summed on needs.need_id = needs_summed.need_id
    inner join contacts_costed as firsts
        on needs.first_contact_id = firsts.contact_id
)

select * from needs_costed
