-- A failure means: a mystery contact was taken for demand, a repeat, an opinion, a
-- complaint, or a want.
with

visits as (
    select contact_id
    from {{ ref('core__contacts') }}
    where is_mystery
),

counted as (
    {% for table in [
        'int_contacts_assigned_to_needs', 'effort__repeat_contacts',
        'satisfaction__interactions', 'recovery__complaints',
    ] %}
    select
        '{{ table }}' as counted_in,
        contact_id
    from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select counted.*
from counted
inner join visits on counted.contact_id = visits.contact_id
union all
select
    'wants' as counted_in,
    measure as contact_id
from (
    select
        'answered_in_time' as measure,
        (
            select sum(unit_count)
            from {{ ref('satisfaction__wants') }}
            where measure = 'answered_in_time'
        ) as counted_count,
        (
            select count(*)
            from {{ ref('core__contacts') }}
            where
                direction = 'inbound'
                and origin = 'contact'
                and is_offered
                and not is_transfer_leg
                and not is_mystery
        ) as there_count
) as offered
where counted_count > there_count
