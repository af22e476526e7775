-- Grain: one row per update of a ticket and field, saying how the field stood then.
-- What changed is told where all files are together, so that a ticket's story may be
-- cut between files, come in any order, and be mended. Comments are not in the table.
with

states as (
    select
        delivered._row_number,
        null_if_token(delivered.number) as ticket_id,
        null_if_token(delivered.sys_updated_by) as actor_ref,
        null_if_token(delivered.sys_mod_count) as sequence,
        coalesce(
            null_if_token(delivered.incident_state), null_if_token(delivered.state)
        ) as state,
        null_if_token(delivered.hold_reason) as hold_reason,
        null_if_token(delivered.assigned_to) as assigned_to,
        null_if_token(delivered.assignment_group) as assignment_group,
        null_if_token(delivered.priority) as priority,
        try_cast(null_if_token(delivered.reopen_count) as int) as reopen_number,
        servicenow_moment(
            servicenow_stamp(
                coalesce(delivered.sys_updated_at, delivered.sys_updated_on)
            ),
            dates.is_year_first,
            getvariable('time_zone')
        ) as updated_in
    from delivered
    cross join servicenow_dates('delivered') as dates
),

states_worded as (
    select
        *,
        moment_text(updated_in) as occurred_at,
        servicenow_status(state, hold_reason) as status,
        servicenow_choice(
            priority, ['critical', 'high', 'moderate', 'low', 'planning']
        ) as priority_word
    from states
),

-- A state that nobody knows is an event of its own, each time: the status before holds.
fields as (
    select
        _row_number,
        ticket_id,
        occurred_at,
        sequence,
        actor_ref,
        unnest(
            [
                struct_pack(
                    kind := case
                        when status is null then 'unknown_status' else 'status'
                    end,
                    new_value := coalesce(status, state)
                ),
                struct_pack(kind := 'assignment', new_value := assigned_to),
                struct_pack(
                    kind := 'assignment_group', new_value := assignment_group
                ),
                struct_pack(kind := 'priority', new_value := priority_word),
                struct_pack(
                    kind := 'reopened', new_value := cast(reopen_number as varchar)
                )
            ],
            recursive := true
        )
    from states_worded
),

ticket_events as (
    select
        _row_number,
        -- sys_mod_count comes twice in a few tickets, at different times.
        ticket_id || coalesce(':' || sequence, '') || ':' || occurred_at || ':' || kind
            as event_id,
        ticket_id,
        occurred_at,
        sequence,
        actor_ref,
        case when lower(actor_ref) = 'system' then 'system' end as actor_role,
        kind,
        new_value,
        case when kind = 'unknown_status' then 'false' else 'true' end as is_snapshot
    from fields
    -- Nobody assigned is a state too; the others always have a value.
    where new_value is not null or kind in ('assignment', 'assignment_group')
)

select * from ticket_events
