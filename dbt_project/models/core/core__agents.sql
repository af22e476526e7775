-- Grain: one row per name of an agent in one system; a person known under several names
-- has one person_id.
with

records as (
    select * from {{ ref('stg_crm__agents') }}
),

names_seen as (
    select
        source_system,
        agent_id
    from records
    union
    select
        source_system,
        agent_id
    from {{ ref('stg_telephony__contacts') }}
    where agent_id is not null
    union
    select
        source_system,
        agent_id
    from {{ ref('stg_tickets__tickets') }}
    where agent_id is not null
    union
    select
        source_system,
        agent_id
    from {{ ref('int_ticket_events_acted') }}
    where agent_id is not null
    union
    select
        source_system,
        agent_id
    from {{ ref('stg_crm__orders') }}
    where agent_id is not null
),

-- Each name that a record lists, system:name, hashed as the systems' own names are.
aliases as (
    select
        agent_id as person_id,
        {{ split_rows('aliases', '|') }} as alias
    from records
),

names_listed as (
    select
        {{ hash_text("'agent|' || " ~ trimmed('alias')) }} as agent_id,
        min(person_id) as person_id
    from aliases
    group by alias
),

names_known as (
    select
        names_seen.agent_id,
        names_seen.source_system,
        coalesce(names_listed.person_id, names_seen.agent_id) as person_id
    from names_seen
    left join names_listed on names_seen.agent_id = names_listed.agent_id
),

agents as (
    select
        names_known.agent_id,
        names_known.person_id,
        names_known.source_system,
        records.team,
        records.level,
        records.hired_at,
        records.left_at
    from names_known
    left join records on names_known.person_id = records.agent_id
)

select * from agents
