-- Grain: one row per identifier of a requester whom a ticket was delivered with: their
-- own number first, by which tickets name them.
with

requesters as (
    select
        _row_number,
        record ->> '$.requester.id' as id,
        nullif(lower(trim(record ->> '$.requester.email')), '') as email,
        phone_number(
            coalesce(
                nullif(record ->> '$.requester.phone', ''),
                record ->> '$.requester.mobile'
            )
        ) as phone,
        utc(record ->> '$.updated_at', getvariable('time_zone')) as version_at
    from delivered
    where (record ->> '$.requester.id') is not null
),

customer_identifiers as (
    select
        _row_number,
        id as customer_id,
        'account' as kind,
        id as value,
        version_at
    from requesters
    union all
    select _row_number, id, 'email', email, version_at
    from requesters
    where email is not null
    union all
    select _row_number, id, 'phone', phone, version_at
    from requesters
    where phone is not null
)

select * from customer_identifiers
