-- Grain: one row per complaint case. What was done about it, how fast, what it led to.
with

clocked as (
    select * from {{ ref('int_complaints_clocked') }}
),

acted_on as (
    select * from {{ ref('int_complaints_acted_on') }}
),

followed as (
    select * from {{ ref('int_complaints_followed') }}
),

-- How far every feed that could still bring an answer or a settlement has come.
watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

complaints as (
    select
        clocked.complaint_id,
        clocked.owner_id,
        clocked.customer_id,
        clocked.opened_at,
        {{ date_of('clocked.opened_at') }} as opened_date,
        clocked.origin,
        clocked.ticket_id,
        clocked.contact_id,
        clocked.order_id,
        clocked.channel,
        clocked.issue,
        clocked.stage,
        clocked.touchpoint,
        clocked.cause,
        clocked.severity,
        clocked.team,
        clocked.agent_id,
        acted_on.deciding_level,
        clocked.first_response_at,
        clocked.resolved_at,
        clocked.clock,
        clocked.first_response_seconds,
        clocked.first_response_due_at,
        case
            when clocked.first_response_at is not null
                then clocked.first_response_at <= clocked.first_response_due_at
            when
                watermarks.seen_until_at > clocked.first_response_due_at
                and not coalesce(acted_on.has_nameless_comment, false)
                then false
        end as is_first_response_in_standard,
        {{ as_double('clocked.waited_seconds') }} as waited_seconds,
        {{ as_double('clocked.resolution_seconds') }} as resolution_seconds,
        clocked.resolution_due_at,
        case
            when clocked.resolved_at is not null
                then clocked.resolved_at <= clocked.resolution_due_at
            when watermarks.seen_until_at > clocked.resolution_due_at then false
        end as is_resolved_in_standard,
        coalesce(watermarks.seen_until_at > clocked.resolution_due_at, false)
            as is_standard_ripe,
        acted_on.longest_silence_seconds,
        cast(clocked.reopen_count as bigint) as reopen_count,
        {% for counted in ['refusal', 'owned', 'apology', 'compensation', 'promise',
                           'promise_kept'] %}
        coalesce(acted_on.{{ counted }}_count, 0) as {{ counted }}_count,
        {% endfor %}
        acted_on.is_apology_personal,
        acted_on.is_apology_in_writing,
        acted_on.demanded_amount,
        acted_on.compensation_amount,
        {% for audience in ['friends', 'third_party', 'public'] %}
        -- Said in a survey or seen on the ticket; null where nothing speaks either way.
        case
            when
                coalesce(acted_on.has_told_{{ audience }}, false)
                or coalesce(followed.has_told_{{ audience }}, false)
                then true
            else followed.has_told_{{ audience }}
        end as has_told_{{ audience }},
        {% endfor %}
        followed.would_return_score,
        followed.would_return_score > 50 as is_willing_to_return,
        followed.came_back_at,
        case when followed.is_ripe then followed.came_back_at is not null end
            as has_come_back,
        followed.ripe_at,
        coalesce(followed.is_ripe, false) as is_ripe
    from clocked
    cross join watermarks
    left join acted_on on clocked.complaint_id = acted_on.complaint_id
    left join followed on clocked.complaint_id = followed.complaint_id
)

select * from complaints
