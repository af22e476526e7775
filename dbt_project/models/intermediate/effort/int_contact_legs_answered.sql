-- Grain: one row per leg of an inbound contact that an agent answered, and how many
-- legs of the same contact were answered after it (0: the agent had it last).
with

agents as (
    select
        agent_id as name_id,
        person_id as agent_id,
        coalesce(team, 'none') as team
    from {{ ref('core__agents') }}
),

contact_legs_answered as (
    select
        contacts.contact_id,
        contacts.initial_contact_id,
        {{ month_of('contacts.business_date') }} as month_start,
        contacts.talk_seconds
        + coalesce(contacts.hold_seconds, 0)
        + coalesce(contacts.wrap_seconds, 0) as handle_seconds,
        agents.agent_id,
        agents.team,
        row_number() over (
            partition by contacts.initial_contact_id
            order by contacts.answered_at desc, contacts.contact_id desc
        ) - 1 as later_leg_count
    from {{ ref('core__contacts') }} as contacts
    inner join agents on contacts.agent_id = agents.name_id
    where
        contacts.direction = 'inbound'
        and contacts.is_answered
        and not contacts.is_mystery
)

select * from contact_legs_answered
