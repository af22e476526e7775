-- Grain: one row per feed that has delivered anything: how far it has come.
{{ config(materialized='table') }}
with

events as (
    select
        'telephony' as feed,
        max(entered_at) as newest_at
    from {{ ref('stg_telephony__contacts') }}
    union all
    select
        'tickets' as feed,
        max(opened_at) as newest_at
    from {{ ref('stg_tickets__tickets') }}
    union all
    select
        'tickets' as feed,
        max(occurred_at) as newest_at
    from {{ ref('stg_tickets__ticket_events') }}
    union all
    select
        'surveys' as feed,
        max(sent_at) as newest_at
    from {{ ref('stg_surveys__invitations') }}
    union all
    select
        'surveys' as feed,
        max(submitted_at) as newest_at
    from {{ ref('stg_surveys__responses') }}
    union all
    select
        'crm' as feed,
        max(ordered_at) as newest_at
    from {{ ref('stg_crm__orders') }}
    union all
    select
        'crm' as feed,
        max(returned_at) as newest_at
    from {{ ref('stg_crm__returns') }}
),

feed_watermarks as (
    select
        feed,
        max(newest_at) as watermark_at
    from events
    where newest_at is not null
    group by feed
)

select * from feed_watermarks
