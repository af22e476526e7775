-- Grain: one row per ripe need of a known customer on a named issue, and stretch of
-- time in which it is watched what the customer came with next: the stretch after the
-- need, and up to four like it, weeks before and after, for comparison.
{%- set span = window('repeat_contact') %}
{#- Spans from the need: a comparison keeps one span away from what the need may cause,
    and from what may have caused it. -#}
{%- set comparisons = [
    ('last_contact_at', 2), ('last_contact_at', 3), ('opened_at', -3), ('opened_at', -4)
] %}
with

needs as (
    select
        need_id,
        customer_id,
        issue,
        opened_at,
        last_contact_at,
        is_ripe,
        min(opened_at) over (partition by customer_id) as first_seen_at
    from {{ ref('int_needs_judged') }}
    where customer_id is not null and issue is not null
),

customers as (
    select
        customer_id,
        left_at
    from {{ ref('core__customers') }}
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

stretches as (
    select
        need_id,
        customer_id,
        issue,
        first_seen_at,
        true as is_after_need,
        0 as stretch,
        last_contact_at as begins_at,
        {{ add_days('last_contact_at', span) }} as ends_at
    from needs
    where is_ripe
    {%- for moment, spans in comparisons %}
    union all
    select
        need_id,
        customer_id,
        issue,
        first_seen_at,
        false as is_after_need,
        {{ spans }} as stretch,
        {{ add_days(moment, spans ~ ' * ' ~ span) }} as begins_at,
        {{ add_days(moment, (spans + 1) ~ ' * ' ~ span) }} as ends_at
    from needs
    where is_ripe
    {%- endfor %}
),

-- Nobody is watched before the first contact, after leaving, or beyond what is loaded.
stretches_seen as (
    select stretches.*
    from stretches
    cross join watermarks
    left join customers on stretches.customer_id = customers.customer_id
    where
        stretches.is_after_need
        or (
            stretches.begins_at >= stretches.first_seen_at
            and stretches.ends_at <= watermarks.seen_until_at
            and stretches.ends_at
            <= coalesce(customers.left_at, watermarks.seen_until_at)
        )
),

-- Where the same issue was near, a stretch is no comparison: what follows may be its.
stretches_near_issue as (
    select
        stretches_seen.need_id,
        stretches_seen.stretch
    from stretches_seen
    inner join needs
        on
            stretches_seen.customer_id = needs.customer_id
            and stretches_seen.issue = needs.issue
            and stretches_seen.ends_at >= needs.opened_at
            and stretches_seen.begins_at
            <= {{ add_days('needs.last_contact_at', span) }}
    where not stretches_seen.is_after_need
    group by stretches_seen.need_id, stretches_seen.stretch
),

needs_watched as (
    select
        stretches_seen.need_id,
        stretches_seen.customer_id,
        stretches_seen.issue,
        stretches_seen.is_after_need,
        stretches_seen.stretch,
        stretches_seen.begins_at,
        stretches_seen.ends_at
    from stretches_seen
    left join stretches_near_issue as near
        on
            stretches_seen.need_id = near.need_id
            and stretches_seen.stretch = near.stretch
    where near.need_id is null
)

select * from needs_watched
