-- Grain: one row per complaint case. What was done about it, how fast, what it led to.
{%- set landmark = add_days('clocked.opened_at', window('settled_by')) %}
{%- set by_landmark = 'coalesce(watermarks.seen_until_at >= ' ~ landmark ~ ', false)' %}
with

clocked as (
    select * from {{ ref('int_complaints_clocked') }}
),

acted_on as (
    select * from {{ ref('int_complaints_acted_on') }}
),

unheard as (
    select * from {{ ref('int_complaints_unheard') }}
),

followed as (
    select * from {{ ref('int_complaints_followed') }}
),

valued as (
    select * from {{ ref('int_complaints_valued') }}
),

-- Complaints that were deleted are no cases; how many there were is said of the case
-- that is still open to them.
deleted as (
    select
        clocked.complaint_id,
        count(*) as deleted_ticket_count
    from clocked
    inner join {{ ref('core__tickets') }} as tickets
        on clocked.owner_id = tickets.owner_id
    where
        tickets.is_complaint
        and tickets.is_deleted
        and tickets.opened_at >= clocked.opened_at
        and tickets.opened_at
        <= {{ add_days('clocked.last_voiced_at', window('complaint_case')) }}
    group by clocked.complaint_id
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
        clocked.last_voiced_at,
        clocked.voice_count,
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
        clocked.first_response_clock_seconds,
        clocked.first_response_due_at,
        case
            when clocked.first_response_at is not null
                then clocked.first_response_at <= clocked.first_response_due_at
            when
                watermarks.seen_until_at > clocked.first_response_due_at
                and not coalesce(unheard.has_nameless_comment, false)
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
        {{ as_double('clocked.time_to_settle_seconds') }} as time_to_settle_seconds,
        case
            when not {{ by_landmark }} then null
            when clocked.resolved_at is null or clocked.resolved_at > {{ landmark }}
                then 'unresolved'
            when
                clocked.time_to_settle_seconds <= 3600 * {{ window('fast_resolution') }}
                then 'fast'
            else 'resolved'
        end as arm,
        {{ landmark }} as arm_ripe_at,
        {{ by_landmark }} as is_arm_ripe,
        unheard.longest_silence_seconds,
        cast(clocked.reopen_count as bigint) as reopen_count,
        clocked.merged_ticket_count,
        coalesce(deleted.deleted_ticket_count, 0) as deleted_ticket_count,
        {% for counted in ['refusal', 'owned', 'apology', 'compensation', 'promise',
                           'promise_kept'] %}
        coalesce(acted_on.{{ counted }}_count, 0) as {{ counted }}_count,
        {% endfor %}
        acted_on.is_apology_personal,
        acted_on.is_apology_in_writing,
        acted_on.actions_in_order,
        acted_on.first_action_at,
        {{ seconds_between('clocked.opened_at', 'acted_on.first_action_at') }}
            as first_action_seconds,
        acted_on.demanded_amount,
        coalesce(acted_on.has_rising_demands, false) as has_rising_demands,
        acted_on.compensation_amount,
        valued.contact_count,
        valued.contact_cost,
        coalesce(acted_on.compensation_amount, 0) + valued.contact_cost as cost_amount,
        valued.customer_code,
        valued.value_12_months,
        valued.revenue_12_months,
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
        coalesce(followed.is_leaving, false) as is_leaving,
        followed.came_back_basis,
        followed.came_back_at,
        case when followed.is_ripe then followed.came_back_at is not null end
            as has_come_back,
        followed.ripe_at,
        coalesce(followed.is_ripe, false) as is_ripe
    from clocked
    cross join watermarks
    left join acted_on on clocked.complaint_id = acted_on.complaint_id
    left join unheard on clocked.complaint_id = unheard.complaint_id
    left join followed on clocked.complaint_id = followed.complaint_id
    left join valued on clocked.complaint_id = valued.complaint_id
    left join deleted on clocked.complaint_id = deleted.complaint_id
),

complaints_typed as (
    select
        *,
        {{ complainer_type(
            'true', 'has_told_third_party', 'has_told_public', 'is_leaving',
            'has_rising_demands'
        ) }} as complainer_type,
        {{ complainer_literature_type(
            'true', 'has_told_friends', 'has_told_third_party', 'has_told_public',
            'is_leaving'
        ) }} as literature_type
    from complaints
)

select * from complaints_typed
