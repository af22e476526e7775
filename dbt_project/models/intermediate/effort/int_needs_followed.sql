-- Grain: one row per watched need and issue that came next, after the need or in a
-- stretch for comparison; and one without an issue for every watched need.
with

watched as (
    select * from {{ ref('int_needs_watched') }}
),

openings as (
    select
        need_id,
        customer_id,
        issue,
        opened_at,
        contact_count
    from {{ ref('int_needs_judged') }}
    where customer_id is not null and issue is not null
),

-- A need is judged only beside stretches of the same customer without it.
needs_compared as (
    select
        need_id,
        customer_id,
        issue,
        min(begins_at) filter (where is_after_need) as ended_at,
        count(*) filter (where not is_after_need) as comparison_count
    from watched
    group by need_id, customer_id, issue
    having count(*) filter (where not is_after_need) > 0
),

-- One step only: what the customer came with first, on another issue.
openings_in_order as (
    select
        watched.need_id,
        watched.is_after_need,
        openings.issue as next_issue,
        openings.contact_count,
        row_number() over (
            partition by watched.need_id, watched.stretch
            order by openings.opened_at, openings.need_id
        ) as step
    from watched
    inner join openings
        on
            watched.customer_id = openings.customer_id
            and watched.issue <> openings.issue
            and watched.begins_at < openings.opened_at
            and watched.ends_at >= openings.opened_at
),

next_counted as (
    select
        need_id,
        next_issue,
        count(*) filter (where is_after_need) as followed,
        count(*) filter (where not is_after_need) as compared,
        coalesce(sum(contact_count) filter (where is_after_need), 0) as contact_count
    from openings_in_order
    where step = 1
    group by need_id, next_issue
),

needs_followed as (
    select
        needs_compared.need_id,
        needs_compared.customer_id,
        needs_compared.issue,
        needs_compared.ended_at,
        next_counted.next_issue,
        {{ as_double('next_counted.followed') }} as followed,
        {{ as_double('next_counted.compared') }}
        / needs_compared.comparison_count as expected,
        {{ as_double('next_counted.contact_count') }} as contact_count
    from needs_compared
    inner join next_counted on needs_compared.need_id = next_counted.need_id
    union all
    select
        need_id,
        customer_id,
        issue,
        ended_at,
        null as next_issue,
        null as followed,
        null as expected,
        null as contact_count
    from needs_compared
)

select * from needs_followed
