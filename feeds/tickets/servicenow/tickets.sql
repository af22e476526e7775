-- Grain: one row per state of a ticket, of which the newest one stays. Two states of
-- one minute are told apart by sys_mod_count.
with

states as (
    select
        delivered._row_number,
        null_if_token(delivered.number) as ticket_id,
        null_if_token(delivered.caller_id) as customer_ref,
        null_if_token(delivered.category) as issue,
        null_if_token(delivered.assignment_group) as team,
        null_if_token(delivered.assigned_to) as assignee_ref,
        null_if_token(delivered.reopen_count) as reopen_count,
        lower(null_if_token(delivered.contact_type)) as contact_type,
        null_if_token(delivered.impact) as impact,
        null_if_token(delivered.priority) as priority,
        null_if_token(delivered.hold_reason) as hold_reason,
        coalesce(
            null_if_token(delivered.incident_state), null_if_token(delivered.state)
        ) as state,
        case
            when null_if_token(delivered.sys_mod_count) is null then 0
            else try_cast(delivered.sys_mod_count as bigint)
        end as mod_count,
        dates.is_year_first,
        servicenow_stamp(delivered.opened_at) as opened,
        servicenow_stamp(coalesce(delivered.sys_updated_at, delivered.sys_updated_on))
            as updated,
        servicenow_stamp(delivered.resolved_at) as resolved,
        servicenow_stamp(delivered.closed_at) as closed
    from delivered
    cross join servicenow_dates('delivered') as dates
),

states_in_time as (
    select
        *,
        servicenow_status(state, hold_reason) as status,
        servicenow_moment(opened, is_year_first, getvariable('time_zone')) as opened_in,
        servicenow_moment(updated, is_year_first, getvariable('time_zone'))
            as updated_in,
        servicenow_moment(resolved, is_year_first, getvariable('time_zone'))
            as resolved_in,
        servicenow_moment(closed, is_year_first, getvariable('time_zone')) as closed_in
    from states
),

tickets as (
    select
        _row_number,
        ticket_id,
        customer_ref,
        case when customer_ref is not null then 'account' end as customer_ref_kind,
        moment_text(opened_in) as opened_at,
        case
            when contact_type is null then null
            when contact_type in ('phone', 'email', 'chat', 'web', 'sms')
                then contact_type
            when contact_type in ('self-service', 'self service', 'self_service')
                then 'self_service'
            when contact_type in ('virtual agent', 'virtual_agent', 'messaging')
                then 'chat'
            when contact_type in ('social', 'social media', 'twitter') then 'social'
            else 'other'
        end as channel,
        'problem' as kind,
        issue,
        servicenow_choice(impact, ['high', 'middle', 'low']) as impact_word,
        coalesce(status, state) as status,
        servicenow_choice(
            priority, ['critical', 'high', 'moderate', 'low', 'planning']
        ) as priority,
        team,
        assignee_ref,
        -- Logs write these on every row, from the end of the story: they are known from
        -- the state on that they speak of.
        case
            when
                status in ('solved', 'closed')
                and (resolved_in <= updated_in or isinf(resolved_in))
                then moment_text(resolved_in)
        end as solved_at,
        case
            when
                status = 'closed'
                and (closed_in <= updated_in or isinf(closed_in))
                then moment_text(closed_in)
        end as closed_at,
        reopen_count,
        'false' as is_deleted,
        coalesce(
            moment_text(updated_in + to_microseconds(mod_count)), 'not understood'
        ) as version_at
    from states_in_time
)

select
    * exclude (impact_word),
    case impact_word when 'medium' then 'middle' else impact_word end as severity
from tickets
