-- Grain: one row per month, want, measure and cluster of dependent units. How many
-- units, and how many of them a yes.
{{ config(materialized='table') }}
with

measures as (
    select
        want,
        measure,
        basis
    from {{ ref('want_measures') }}
),

answers as (
    select * from {{ ref('int_want_answers') }}
),

asked as (
    select
        answers.month_start,
        measures.want,
        measures.measure,
        answers.owner_id as cluster_id,
        count(*) as n,
        count(*) filter (where answers.is_yes) as yes
    from answers
    inner join measures
        on answers.measure = measures.measure and measures.basis = 'asked'
    group by
        answers.month_start, measures.want, measures.measure, answers.owner_id
),

-- Whoever was asked what makes service good counts for every want that may be named.
named as (
    select
        answers.month_start,
        measures.want,
        measures.measure,
        answers.owner_id as cluster_id,
        1 as n,
        max(case when answers.choice = measures.want then 1 else 0 end) as yes
    from answers
    inner join measures
        on answers.measure = measures.measure and measures.basis = 'named'
    group by
        answers.month_start, measures.want, measures.measure, answers.owner_id
),

contacts as (
    select
        *,
        {{ month_of('business_date') }} as month_start
    from {{ ref('core__contacts') }}
    where direction = 'inbound' and not is_mystery and origin = 'contact'
),

offered as (
    select * from {{ ref('int_contacts_answered') }}
),

passed_on as (
    select distinct initial_contact_id
    from contacts
    where is_transfer_leg
),

answered as (
    select
        contacts.month_start,
        contacts.owner_id,
        passed_on.initial_contact_id is null as is_settled_there
    from contacts
    left join passed_on on contacts.contact_id = passed_on.initial_contact_id
    where contacts.is_answered and not contacts.is_transfer_leg
),

counted as (
    select
        month_start,
        'answered_or_called_back' as measure,
        owner_id as cluster_id,
        count(*) filter (where is_answered or not is_awaited) as n,
        count(*) filter (where is_answered or is_called_back) as yes
    from offered
    group by month_start, owner_id
    union all
    select
        month_start,
        'answered_in_time' as measure,
        owner_id as cluster_id,
        count(*) filter (where not is_wait_unknown) as n,
        count(*) filter (where is_in_time) as yes
    from offered
    group by month_start, owner_id
    union all
    select
        month_start,
        'not_passed_on' as measure,
        owner_id as cluster_id,
        count(*) as n,
        count(*) filter (where is_settled_there) as yes
    from answered
    group by month_start, owner_id
    union all
    select
        {{ month_of('business_date') }} as month_start,
        'no_followed_up' as measure,
        owner_id as cluster_id,
        count(is_no_followed_up) as n,
        count(*) filter (where is_no_followed_up) as yes
    from {{ ref('satisfaction__interactions') }}
    group by {{ month_of('business_date') }}, owner_id
    union all
    select
        {{ month_of('opened_date') }} as month_start,
        'first_contact_resolution' as measure,
        owner_id as cluster_id,
        count(is_first_contact_observed) as n,
        count(*) filter (where is_first_contact_observed) as yes
    from {{ ref('effort__needs') }}
    group by {{ month_of('opened_date') }}, owner_id
    union all
    -- A day of a queue is a cluster, for lines are busy together.
    select
        {{ month_of('business_date') }} as month_start,
        'line_not_busy' as measure,
        queue_id || '|' || cast(business_date as text) as cluster_id,
        attempt_count as n,
        reached_count as yes
    from {{ ref('int_lines_tried') }}
),

wants_counted as (
    select * from asked
    union all
    select * from named
    union all
    select
        counted.month_start,
        measures.want,
        counted.measure,
        counted.cluster_id,
        counted.n,
        counted.yes
    from counted
    inner join measures on counted.measure = measures.measure
    where counted.n > 0
)

select * from wants_counted
