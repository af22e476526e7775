-- Grain: one row per customer record that a customer system names, in whatever table.
{{ config(materialized='table') }}
with

parties_named as (
    select
        source_system,
        party_id,
        record_length
    from {{ ref('stg_crm__customers') }}
    union all
    select
        source_system,
        party_id,
        record_length
    from {{ ref('stg_crm__customer_identifiers') }}
    union all
    select
        source_system,
        party_id,
        record_length
    from {{ ref('stg_crm__orders') }}
    where party_id is not null
),

parties_recorded as (
    select
        party_id,
        min(source_system) as source_system,
        min(record_length) as record_length
    from parties_named
    group by party_id
)

select * from parties_recorded
