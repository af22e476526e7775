-- Grain: one row per identifier of an end user: their own number first, by which
-- tickets name them. Whoever is no agent is an end user.
with

end_users as (
    select
        _row_number,
        id,
        nullif(lower(trim(email)), '') as email,
        nullif(regexp_replace(phone, '[^0-9+]', '', 'g'), '') as phone,
        nullif(trim(external_id), '') as external_id,
        utc(_fivetran_synced, getvariable('time_zone')) as version_at
    from delivered
    where coalesce(lower(role), '') not in ('agent', 'admin')
),

identifiers as (
    select
        _row_number,
        id as customer_id,
        'account' as kind,
        id as value,
        cast(null as varchar) as issued_by,
        version_at
    from end_users
    union all
    select _row_number, id, 'account', external_id, 'standard', version_at
    from end_users
    where external_id is not null
    union all
    select _row_number, id, 'email', email, null, version_at
    from end_users
    where email is not null
    union all
    select _row_number, id, 'phone', phone, null, version_at
    from end_users
    where phone is not null
)

select * from identifiers
