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

blocked_calls as (
    select
        case
            when blocked_calls.queue like '%:%' then blocked_calls.queue
            else
                blocked_calls.source_system || ':'
                || coalesce(blocked_calls.queue, '-')
        end as queue_id,
        blocked_calls.started_at,
        blocked_calls.attempt_count
    from {{ ref('stg_telephony__blocked_calls') }} as blocked_calls
),

blocked_days as (
    select
        blocked_calls.queue_id,
        split_part(blocked_calls.queue_id, ':', 1) as source_system,
        cast({{ to_zone(
            'blocked_calls.started_at',
            "coalesce(queues.time_zone, systems.time_zone, 'UTC')"
        ) }} as date) as business_date,
        sum(blocked_calls.attempt_count) as attempts
    from blocked_calls
    left join {{ ref('int_queues_zoned') }} as queues
        on blocked_calls.queue_id = queues.queue_id
    left join {{ source('audit', 'systems') }} as systems
        on split_part(blocked_calls.queue_id, ':', 1) = systems.source_system
    group by
        blocked_calls.queue_id,
        split_part(blocked_calls.queue_id, ':', 1),
        cast({{ to_zone(
            'blocked_calls.started_at',
            "coalesce(queues.time_zone, systems.time_zone, 'UTC')"
        ) }} as date)
),

-- Of systems that tell of busy lines: a day of a queue is a cluster, for lines are busy
-- together.
attempts as (
    select
        queue_id,
        business_date,
        1 as n,
        1 as yes
    from contacts
    where
        channel = 'phone'
        and not is_transfer_leg
        and source_system in (select blocked_days.source_system from blocked_days)
    union all
    select
        queue_id,
        business_date,
        attempts as n,
        0 as yes
    from blocked_days
),

lines_busy as (
    select
        {{ month_of('business_date') }} as month_start,
        'line_not_busy' as measure,
        queue_id || '|' || cast(business_date as text) as cluster_id,
        sum(n) as n,
        sum(yes) as yes
    from attempts
    group by {{ month_of('business_date') }}, queue_id, business_date
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'telephony'
),

-- The company called the customer back who had asked for it.
called_back as (
    select distinct contacts.contact_id
    from contacts
    inner join {{ ref('core__contacts') }} as later
        on
            contacts.owner_id = later.owner_id
            and contacts.contact_id <> later.contact_id
            and contacts.entered_at <= later.entered_at
            and {{ add_seconds(
                'contacts.entered_at', '3600 * ' ~ window('callback_kept')
            ) }} >= later.entered_at
    where
        contacts.is_callback_requested
        and later.is_answered
        and (later.direction = 'outbound' or later.initiation = 'callback')
),

offers as (
    select
        contacts.month_start,
        contacts.owner_id,
        contacts.is_answered,
        called_back.contact_id is not null as is_called_back,
        contacts.is_answered
        and contacts.wait_seconds
        <= {{ window_of_queue('service_level', 'contacts.queue_id') }} as is_in_time,
        contacts.is_answered
        and contacts.wait_seconds is null as is_wait_unknown,
        -- A call-back that may still come in its time.
        contacts.is_callback_requested
        and called_back.contact_id is null
        and coalesce({{ add_seconds(
            'contacts.entered_at', '3600 * ' ~ window('callback_kept')
        ) }} > watermarks.seen_until_at, true) as is_awaited
    from contacts
    left join called_back on contacts.contact_id = called_back.contact_id
    cross join watermarks
    where
        contacts.is_offered
        and not contacts.is_transfer_leg
        and not contacts.is_short_abandoned
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
    from offers
    group by month_start, owner_id
    union all
    select
        month_start,
        'answered_in_time' as measure,
        owner_id as cluster_id,
        count(*) filter (where not is_wait_unknown) as n,
        count(*) filter (where is_in_time) as yes
    from offers
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
    select
        month_start,
        measure,
        cluster_id,
        n,
        yes
    from lines_busy
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
