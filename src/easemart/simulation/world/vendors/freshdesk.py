"""Written matters and tickets of calls as Freshdesk's API lists them: a row for each time that a ticket changed.

It does not say in which contact a ticket was opened; that one was reopened is told by its status alone.
"""

from __future__ import annotations

from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.parameters import ISSUES
from easemart.simulation.world.vendors import words
from easemart.simulation.world.vendors.tickets import AGENTS_FROM, NAME

TICKET = Kind(
    "tickets", "tickets/freshdesk", "week", "jsonl",
    """
    id bigint, status bigint, priority bigint, source bigint, "type" varchar, requester_id bigint, responder_id bigint,
    group_id bigint, product_id bigint, spam boolean, created_at varchar, updated_at varchar,
    stats struct(first_responded_at varchar, resolved_at varchar, closed_at varchar),
    requester struct(id bigint, "name" varchar, email varchar, phone varchar, mobile varchar)
    """,
)  # fmt: skip
CONVERSATION = Kind(
    "conversations", "tickets/freshdesk", "week", "jsonl",
    """
    id bigint, ticket_id bigint, user_id bigint, incoming boolean, private boolean, source bigint, body_text varchar,
    created_at varchar, updated_at varchar
    """,
)  # fmt: skip
KINDS = (TICKET, CONVERSATION)
# Statuses, sources and priorities by Freshdesk's numbers; a new ticket is an open one.
_STATUS = "case status when 'pending' then 3 when 'solved' then 4 when 'closed' then 5 else 2 end"
_SOURCE = "case via when 0 then 1 when 1 then 2 when 2 then 3 else 7 end"


def fill(inbox: Inbox) -> None:
    """A day's tickets, as `tickets.show_lives` shows them. Their types are the company's own: the issues."""
    inbox.fill(
        TICKET.table,
        f"""
        select
            at_s as _at,
            cast(long_of(key) as varchar) || printf('%02d', step) as _key,
            long_of(key) as id,
            {_STATUS} as status,
            priority + 1 as priority,
            {_SOURCE} as source,
            {words(ISSUES, "issue")} as "type",
            requester as requester_id,
            case when step > 0 then assignee end as responder_id,
            51000000001 as group_id,
            false as spam,
            case when is_spoilt then replace(zulu(opened), 'T', 'T9') else zulu(opened) end as created_at,
            zulu(at_s) as updated_at,
            {{
                'first_responded_at': case when step > 0 then zulu(answered) end,
                'resolved_at': case
                    when step = 4 or (step = 7 and reopened < 0) then zulu(solved)
                    when step in (6, 7) then zulu(second_solved)
                end,
                'closed_at': case when step = 7 then zulu(at_s) end
            }} as stats,
            {{
                'id': requester, 'name': {NAME}, 'email': email(number),
                'phone': case when number % 2 = 1 then phone(number) end, 'mobile': null
            }} as requester
        from ticket_steps
        """,
    )
    # What a ticket was opened with stands in the ticket.
    inbox.fill(
        CONVERSATION.table,
        f"""
        select
            at_s as _at,
            cast(long_of(key) as varchar) || cast(step as varchar) as _key,
            long_of(key) * 10 + step as id,
            long_of(key) as ticket_id,
            actor as user_id,
            actor < {AGENTS_FROM} as incoming,
            not shown as private,
            case when shown then 0 else 2 end as source,
            case when actor < {AGENTS_FROM} then 'Hello, it' || chr(10) || email(number) else 'Thank you.' end
                as body_text,
            zulu(at_s) as created_at,
            zulu(at_s) as updated_at
        from ticket_comments
        where step > 0
        """,
    )
