"""Tickets as Zendesk's connectors deliver them, and the complaints desk's in the feed's own contract."""

from __future__ import annotations

from easemart.simulation.world.complaints import CAUSES, LEVELS, PROMISES, SEVERITIES, STAGES, TOUCHPOINTS
from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.parameters import ISSUES
from easemart.simulation.world.vendors import words

TICKET = Kind(
    "ticket_data", "tickets/zendesk", "week", "csv",
    """
    id bigint, _fivetran_synced varchar, assignee_id bigint, brand_id bigint, created_at varchar, group_id bigint,
    priority varchar, requester_id bigint, status varchar, "type" varchar, updated_at varchar, via_channel varchar,
    custom_kind varchar, custom_issue varchar, custom_severity varchar, custom_stage varchar,
    custom_touchpoint varchar, custom_cause varchar, custom_contact_id varchar, _fivetran_deleted varchar
    """,
    is_latest=True, synced="_fivetran_synced",
)  # fmt: skip
HISTORY = Kind(
    "ticket_field_history_data", "tickets/zendesk", "week", "csv",
    "field_name varchar, ticket_id bigint, updated varchar, _fivetran_synced varchar, user_id bigint, value varchar",
    synced="_fivetran_synced",
)  # fmt: skip
COMMENT = Kind(
    "ticket_comment_data", "tickets/zendesk", "week", "csv",
    """
    id bigint, _fivetran_synced varchar, body varchar, created varchar, public varchar, ticket_id bigint, user_id bigint
    """,
    synced="_fivetran_synced",
)  # fmt: skip
USER = Kind(
    "user_data", "tickets/zendesk", "week", "csv",
    """
    id bigint, _fivetran_synced varchar, role varchar, email varchar, phone varchar, external_id varchar, name varchar
    """,
    is_latest=True, synced="_fivetran_synced",
)  # fmt: skip
COMPLAINT = Kind(
    "tickets", "tickets/standard", "week", "csv",
    """
    ticket_id varchar, customer_ref varchar, customer_ref_kind varchar, customer_ref_issued_by varchar,
    opened_at varchar, channel varchar,
    brand varchar, kind varchar, issue varchar, severity varchar, stage varchar, touchpoint varchar, cause varchar,
    status varchar, priority varchar, team varchar, assignee_ref varchar, order_id varchar, contact_id varchar,
    first_response_at varchar, solved_at varchar, closed_at varchar, reopen_count bigint,
    merged_into_ticket_id varchar, is_deleted boolean, version_at varchar
    """,
    is_latest=True,
)  # fmt: skip
EVENT = Kind(
    "ticket_events", "tickets/standard", "week", "csv",
    """
    event_id varchar, ticket_id varchar, occurred_at varchar, sequence bigint, actor_ref varchar, actor_role varchar,
    kind varchar, is_snapshot boolean, is_public boolean, old_value varchar, new_value varchar, promise_kind varchar,
    due_at varchar, floor_value double, is_personal boolean, mode varchar, is_followed_up_in_writing boolean,
    compensation_kind varchar, amount double, level varchar, publicity_kind varchar, contact_id varchar
    """,
)  # fmt: skip
SCHEDULE = Kind(
    "ticket_schedules", "tickets/standard", "month", "csv",
    """
    schedule_id varchar, line_id varchar, team varchar, brand varchar, time_zone varchar, weekday bigint,
    opens_minute bigint, closes_minute bigint, holiday_from varchar, holiday_to varchar, valid_from varchar,
    valid_to varchar
    """,
)  # fmt: skip
KINDS = (TICKET, HISTORY, COMMENT, USER, COMPLAINT, EVENT, SCHEDULE)
PRIORITIES = ("low", "normal", "high", "urgent")
VIAS = ("email", "web", "voice", "chat")
CUSTOMERS_FROM, AGENTS_FROM = 7_000_000_001, 9_000_000_001
COMPENSATIONS = ("discount", "credit", "refund", "gift")
FIRST_NAMES = ("Aroha", "Baptiste", "Carmelita", "Dagny", "Ekaterina", "Farouk", "Giovanna", "Henrike", "Ismail")
LAST_NAMES = ("Abendroth", "Brzezinska", "Castellanos", "Dimitrova", "Eriksdottir", "Fitzgibbon", "Grünwald")

NAME = (
    words(FIRST_NAMES, f"(number % {len(FIRST_NAMES)})")
    + " || ' ' || "
    + words(LAST_NAMES, f"(number // {len(FIRST_NAMES)} % {len(LAST_NAMES)})")
)


def open_desk(inbox: Inbox) -> None:
    """What stands from the first day: when the desk is open."""
    inbox.fill(
        SCHEDULE.table,
        """
        select 0 as _at, printf('%d', weekday) as _key, 'desk' as schedule_id, 'week-' || weekday as line_id,
            'desk' as team, 'UTC' as time_zone, weekday, 480 as opens_minute, 1200 as closes_minute
        from range(1, 8) as days(weekday)
        union all by name
        -- Easter, and how it was last year: closed on Sundays.
        select 0 as _at, '8' as _key, 'desk' as schedule_id, 'easter' as line_id, 'desk' as team, 'UTC' as time_zone,
            '2024-03-29' as holiday_from, '2024-04-01' as holiday_to
        union all by name
        select 0 as _at, '9' as _key, 'desk' as schedule_id, 'week-7-2023' as line_id, 'desk' as team, 'main' as brand,
            'UTC' as time_zone, 7 as weekday, 0 as opens_minute, 0 as closes_minute, '2023-01-01' as valid_from,
            '2024-01-01' as valid_to
        """,
    )
    # Nobody stays at home on it, and demand is as on any Monday.
    inbox.fill(
        SCHEDULE.table,
        """
        select 0 as _at, 'company' as _key, 'company' as schedule_id, 'new-year' as line_id, 'UTC' as time_zone,
            '2024-01-01' as holiday_from, '2024-01-01' as holiday_to
        """,
    )


def show_lives(inbox: Inbox) -> None:
    """Makes of a day's `tickets` the tables `ticket_steps`, their statuses in turn, and `ticket_comments`.

    Comments: the customer's when it opens (in writing), the first answer, a note, the solution, and so on again.
    """
    inbox.run(f"""
        create or replace temp table ticket_steps as
        select tickets.*, steps.*
        from (
            select tickets.*, {CUSTOMERS_FROM} + number as requester, {AGENTS_FROM} + agent_number as assignee
            from tickets
        ) as tickets,
        lateral (
            select unnest([
                {{'step': 0, 'at_s': opened, 'status': 'new', 'actor': requester}},
                {{'step': 1, 'at_s': answered, 'status': 'open', 'actor': assignee}},
                {{'step': 2, 'at_s': pending_from, 'status': 'pending', 'actor': assignee}},
                {{'step': 3, 'at_s': pending_until, 'status': 'open', 'actor': requester}},
                {{'step': 4, 'at_s': solved, 'status': 'solved', 'actor': assignee}},
                {{'step': 5, 'at_s': case when reopened >= 0 then reopened + 1 else -1 end, 'status': 'open',
                    'actor': requester}},
                {{'step': 6, 'at_s': second_solved, 'status': 'solved', 'actor': assignee}},
                {{'step': 7, 'at_s': closed, 'status': 'closed', 'actor': -1}}
            ], recursive := true)
        ) as steps
        where steps.at_s >= 0
    """)
    inbox.run(f"""
        create or replace temp table ticket_comments as
        select *
        from (
            select key, number, unnest([
                {{'step': 0, 'at_s': case when contact = 0 then opened else -1 end, 'shown': true, 'actor': requester}},
                {{'step': 1, 'at_s': answered, 'shown': true, 'actor': assignee}},
                {{'step': 2, 'at_s': pending_until, 'shown': true, 'actor': requester}},
                {{'step': 3, 'at_s': noted, 'shown': false, 'actor': assignee}},
                {{'step': 4, 'at_s': solved, 'shown': true, 'actor': assignee}},
                {{'step': 5, 'at_s': reopened, 'shown': true, 'actor': requester}},
                {{'step': 6, 'at_s': second_solved, 'shown': true, 'actor': assignee}}
            ], recursive := true)
            from (
                select tickets.*, {CUSTOMERS_FROM} + number as requester, {AGENTS_FROM} + agent_number as assignee
                from tickets
            )
        )
        where at_s >= 0
    """)


def fill_zendesk(inbox: Inbox) -> None:
    """A day's tickets, as `show_lives` shows them."""
    inbox.fill(
        TICKET.table,
        f"""
        select
            at_s as _at,
            cast(long_of(key) as varchar) as _key,
            long_of(key) as id,
            case when step > 0 then assignee end as assignee_id,
            360003529474 as brand_id,
            case when is_spoilt then replace(plain(opened), '20', '30-') else plain(opened) end as created_at,
            360006965034 as group_id,
            {words(PRIORITIES, "priority")} as priority,
            requester as requester_id,
            status,
            case when issue in (3, 9) then 'incident' else 'question' end as "type",
            plain(at_s) as updated_at,
            {words(VIAS, "via")} as via_channel,
            case when issue in (3, 9) then 'problem' else 'question' end as custom_kind,
            {words(ISSUES, "issue")} as custom_issue,
            {words(SEVERITIES, "severity")} as custom_severity,
            {words(STAGES, "(key % 6)")} as custom_stage,
            {words(TOUCHPOINTS, "((key // 6) % 6)")} as custom_touchpoint,
            {words(CAUSES, "((key // 36) % 5)")} as custom_cause,
            case when contact <> 0 then uuid_of(contact) end as custom_contact_id,
            'FALSE' as _fivetran_deleted
        from ticket_steps
        """,
    )
    inbox.fill(
        HISTORY.table,
        f"""
        select at_s as _at, cast(long_of(key) as varchar) || printf('%02d', step) as _key, 'status' as field_name,
            long_of(key) as ticket_id, plain(at_s) as updated, actor as user_id, status as value
        from ticket_steps where step > 0
        union all
        select at_s, cast(long_of(key) as varchar) || 'assignee', 'assignee_id', long_of(key), plain(at_s), assignee,
            cast(assignee as varchar)
        from ticket_steps where step = 1
        union all
        select at_s, cast(long_of(key) as varchar) || 'priority', 'priority', long_of(key), plain(at_s), assignee,
            {words(PRIORITIES, "priority")}
        from ticket_steps where step = 1
        """,
    )
    inbox.fill(
        COMMENT.table,
        f"""
        select
            at_s as _at,
            cast(long_of(key) as varchar) || cast(step as varchar) as _key,
            long_of(key) * 10 + step as id,
            case
                when actor >= {AGENTS_FROM} and shown then 'Dear customer,' || chr(10) || 'thank you.'
                when actor >= {AGENTS_FROM} then 'Note'
                else 'Hello, it' || chr(10) || email(number)
            end as body,
            plain(at_s) as created,
            upper(cast(shown as varchar)) as public,
            long_of(key) as ticket_id,
            actor as user_id
        from ticket_comments
        """,
    )
    inbox.fill(
        USER.table,
        f"""
        select
            min(opened) as _at,
            cast(number as varchar) as _key,
            {CUSTOMERS_FROM} + number as id,
            'end-user' as role,
            email(number) as email,
            case when number % 2 = 1 then phone(number) end as phone,
            case when number % 5 < 3 and bool_or(is_known) then account(number) end as external_id,
            {NAME} as name
        from tickets
        group by number
        union all
        select min(opened), 'agent' || agent_number, {AGENTS_FROM} + agent_number, 'agent',
            printf('agent%06d@example.com', agent_number), null, null, printf('Agent %06d', agent_number)
        from tickets
        group by agent_number
        """,
    )


def fill_complaints(inbox: Inbox) -> None:
    """A day's complaints, in table `complaints`."""
    inbox.fill(
        COMPLAINT.table,
        f"""
        select
            steps.at_s as _at,
            cast(long_of(key) as varchar) as _key,
            cast(long_of(key) as varchar) as ticket_id,
            account(number) as customer_ref,
            'account' as customer_ref_kind,
            'standard' as customer_ref_issued_by,
            case when is_spoilt then '2024-13-01 00:00:00' else plain(opened) end as opened_at,
            case when via = 1 then 'phone' else 'email' end as channel,
            'main' as brand,
            'complaint' as kind,
            {words(ISSUES, "issue")} as issue,
            {words(SEVERITIES, "severity")} as severity,
            {words(STAGES, "stage")} as stage,
            {words(TOUCHPOINTS, "touchpoint")} as touchpoint,
            {words(CAUSES, "cause")} as cause,
            case steps.step when 0 then 'new' when 1 then 'open' when 2 then 'solved' else 'closed' end as status,
            {words(PRIORITIES, "severity")} as priority,
            'desk' as team,
            printf('desk_%06d', agent_number) as assignee_ref,
            case when "order" <> 0 then 'O' || printf('%016x', "order") end as order_id,
            case when contact <> 0 then uuid_of(contact) end as contact_id,
            case when steps.step > 0 then plain(answered) end as first_response_at,
            case when steps.step > 1 then plain(solved) end as solved_at,
            case when steps.step > 2 then plain(closed) end as closed_at,
            0 as reopen_count,
            false as is_deleted,
            plain(steps.at_s) as version_at
        from complaints, lateral (
            select unnest([
                {{'step': 0, 'at_s': opened}}, {{'step': 1, 'at_s': answered}}, {{'step': 2, 'at_s': solved}},
                {{'step': 3, 'at_s': closed}}
            ], recursive := true)
        ) as steps
        where is_voiced and steps.at_s >= 0
        """,
    )
    # What was opened twice is merged: the second ticket is nobody's further complaint.
    inbox.fill(
        COMPLAINT.table,
        """
        select opened + 300 as _at, 'M' || cast(long_of(key) as varchar) as _key,
            'M' || cast(long_of(key) as varchar) as ticket_id, account(number) as customer_ref,
            'account' as customer_ref_kind, 'standard' as customer_ref_issued_by, plain(opened + 300) as opened_at,
            'phone' as channel, 'main' as brand, 'complaint' as kind, 'closed' as status, 'desk' as team,
            cast(long_of(key) as varchar) as merged_into_ticket_id, false as is_deleted,
            plain(opened + 300) as version_at
        from complaints
        where is_voiced and not is_spoilt and via = 1 and key % 10 = 3
        """,
    )
    inbox.fill(
        EVENT.table,
        f"""
        with events as (
            select complaints.*, unnest([
                {{'step': 0, 'at_s': opened, 'what': 'comment', 'role': 'customer'}},
                {{'step': 1, 'at_s': case when demand > 0 then opened + 30 else -1 end, 'what': 'demand',
                    'role': 'customer'}},
                {{'step': 2, 'at_s': answered, 'what': 'comment', 'role': 'agent'}},
                {{'step': 3, 'at_s': answered + 10, 'what': 'status', 'role': 'agent'}},
                {{'step': 4, 'at_s': promised, 'what': 'promise_made', 'role': 'agent'}},
                {{'step': 5, 'at_s': case when is_owned then answered + 20 else -1 end, 'what': 'owned',
                    'role': 'agent'}},
                {{'step': 6, 'at_s': case when is_apologised then answered + 40 else -1 end, 'what': 'apology',
                    'role': 'agent'}},
                {{'step': 7, 'at_s': case when refusals > 0 then answered + 600 else -1 end, 'what': 'refusal',
                    'role': 'agent'}},
                {{'step': 8, 'at_s': case when refusals > 1 then answered + 1200 else -1 end, 'what': 'refusal',
                    'role': 'agent'}},
                {{'step': 9, 'at_s': case when refusals > 2 then answered + 1700 else -1 end, 'what': 'refusal',
                    'role': 'agent'}},
                {{'step': 10, 'at_s': case when is_compensated then answered + 1750 else -1 end, 'what': 'approval',
                    'role': 'agent'}},
                {{'step': 11, 'at_s': case when is_compensated then answered + 1760 else -1 end, 'what': 'compensation',
                    'role': 'agent'}},
                {{'step': 12, 'at_s': kept, 'what': 'promise_kept', 'role': 'agent'}},
                {{'step': 13, 'at_s': solved, 'what': 'status', 'role': 'agent'}},
                {{'step': 14, 'at_s': closed, 'what': 'status', 'role': 'system'}},
                {{'step': 15, 'at_s': case when tells_third then opened + 3 * 86400 else -1 end, 'what': 'publicity',
                    'role': 'customer'}},
                {{'step': 16, 'at_s': case when tells_public then opened + 4 * 86400 else -1 end, 'what': 'publicity',
                    'role': 'customer'}}
            ], recursive := true)
            from complaints
            where is_voiced
        )
        select
            at_s as _at,
            cast(long_of(key) as varchar) || printf('%02d', step) as _key,
            cast(long_of(key) as varchar) || '-' || cast(step as varchar) as event_id,
            cast(long_of(key) as varchar) as ticket_id,
            plain(at_s) as occurred_at,
            step as sequence,
            case role when 'agent' then printf('desk_%06d', agent_number) when 'customer' then account(number) end
                as actor_ref,
            role as actor_role,
            what as kind,
            false as is_snapshot,
            case when what = 'comment' then true end as is_public,
            case step when 3 then 'new' when 13 then 'open' when 14 then 'solved' end as old_value,
            case step when 3 then 'open' when 13 then 'solved' when 14 then 'closed' end as new_value,
            case when what in ('promise_made', 'promise_kept') then {words(PROMISES, "promise")} end as promise_kind,
            case when what = 'promise_made' then plain(due) end as due_at,
            case when what = 'promise_made' then cast(demand as double) end as floor_value,
            case when what = 'apology' then is_personal end as is_personal,
            case when what = 'apology' then case when via = 1 then 'phone' else 'email' end end as mode,
            case when what = 'apology' then is_in_writing end as is_followed_up_in_writing,
            case when what = 'compensation' then {words(COMPENSATIONS, "(key % 4)")} end as compensation_kind,
            case what
                when 'demand' then cast(demand as double) when 'compensation' then cast(compensation as double)
            end as amount,
            case when what = 'approval' then {words(LEVELS, "level")} end as level,
            case step when 15 then 'third_party' when 16 then 'public' end as publicity_kind,
            case when step < 2 and contact <> 0 then uuid_of(contact) end as contact_id
        from events
        where at_s >= 0
        """,
    )
