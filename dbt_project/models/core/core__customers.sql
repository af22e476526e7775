-- Grain: one row per customer.
with

identities as (
    select * from {{ ref('core__customer_identities') }}
),

-- Of several records the founder's word counts, then the first that says anything.
records_ranked as (
    select
        identities.customer_id,
        records.*,
        row_number() over (
            partition by identities.customer_id
            order by
                case when identities.is_founder then 0 else 1 end,
                records.record_length,
                records.party_id
        ) as record_rank
    from {{ ref('stg_crm__customers') }} as records
    inner join identities on records.party_id = identities.party_id
),

records_merged as (
    select
        customer_id,
        min(since_date) as since_date,
        max(case when record_rank = 1 then birth_year end) as birth_year,
        max(case when record_rank = 1 then region end) as region,
        max(case when record_rank = 1 then segment end) as segment,
        max(case when record_rank = 1 then customer_kind end) as customer_kind,
        -- Gone only when every record is closed.
        case when count(*) = count(left_at) then max(left_at) end as left_at,
        max(case when record_rank = 1 then left_reason end) as left_reason
    from records_ranked
    group by customer_id
),

facts_seen as (
    select
        customer_id,
        min(happened_at) as first_seen_at
    from {{ ref('int_facts_owned') }}
    where customer_id is not null and happened_at > timestamp '0001-01-01'
    group by customer_id
),

parties_counted as (
    select
        customer_id,
        count(*) as party_count
    from identities
    group by customer_id
),

identifiers_shared as (
    select
        identities.customer_id,
        count(distinct registered.identifier_key) as shared_identifier_count
    from {{ ref('int_identifiers_registered') }} as registered
    inner join identities on registered.party_id = identities.party_id
    where registered.is_shared
    group by identities.customer_id
),

customers as (
    select
        parties_counted.customer_id,
        records_merged.since_date,
        records_merged.birth_year,
        records_merged.region,
        records_merged.segment,
        coalesce(records_merged.customer_kind, 'customer') as customer_kind,
        records_merged.left_at,
        records_merged.left_reason,
        facts_seen.first_seen_at,
        parties_counted.party_count,
        coalesce(identifiers_shared.shared_identifier_count, 0)
            as shared_identifier_count
    from parties_counted
    left join records_merged
        on parties_counted.customer_id = records_merged.customer_id
    left join facts_seen on parties_counted.customer_id = facts_seen.customer_id
    left join identifiers_shared
        on parties_counted.customer_id = identifiers_shared.customer_id
)

select * from customers
