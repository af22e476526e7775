"""The truth beside the inbox: what a perfect reader would know of each contact, complaint, order and customer."""

from __future__ import annotations

from easemart.simulation.world.inbox import Inbox, Kind

CONTACT = Kind(
    "contacts", "truth", "month", "parquet",
    """
    contact_id varchar, initial_id varchar, vendor bigint, customer bigint, need ubigint, parent ubigint, visit bigint,
    cause bigint, issue bigint, channel bigint, method bigint, queue bigint, site bigint, entered bigint,
    queued bigint, answered bigint, ended bigint, talk bigint, hold bigint, wrap bigint, agent bigint,
    resolved bigint, recorded bigint, believed bigint, left_in bigint, is_callback_asked boolean, reference bigint,
    ticket varchar, ease bigint, pleasant bigint, waited bigint, is_asked boolean, is_answering boolean,
    is_spoilt boolean, is_mystery boolean
    """,
)  # fmt: skip
COMPLAINT = Kind(
    "complaints", "truth", "month", "parquet",
    """
    ticket varchar, customer bigint, type bigint, generation bigint, severity bigint, stage bigint, is_voiced boolean,
    opened bigint, answered bigint, solved bigint, is_settled boolean, is_owned boolean, is_apologised boolean,
    is_compensated boolean, compensation bigint, refusals bigint, promised bigint, due bigint, kept bigint,
    tells_friends boolean, tells_third boolean, tells_public boolean, returns boolean, return_odds double,
    is_willing boolean, is_spoilt boolean, issue bigint, contact_id varchar
    """,
)  # fmt: skip
RESPONSE = Kind(
    "responses", "truth", "month", "parquet",
    """
    response varchar, contact_id varchar, customer bigint, recorded bigint, ended bigint, reached bigint, effort bigint,
    satisfaction bigint, recommendation bigint, person bigint, matter bigint, complete bigint, believed bigint,
    is_spoilt boolean
    """,
)  # fmt: skip
ORDER = Kind(
    "orders", "truth", "month", "parquet",
    """
    customer bigint, ordered bigint, delivered bigint, paid_cents bigint, cost_cents bigint, returned bigint,
    return_cents bigint, return_cost_cents bigint, is_spoilt boolean
    """,
)  # fmt: skip
OUTREACH = Kind(
    "outreach", "truth", "month", "parquet", "customer bigint, at_s bigint, is_held_out boolean, works boolean"
)
LEAVING = Kind("leaving", "truth", "month", "parquet", "customer bigint, at_s bigint, reason bigint, memory double")
CUSTOMER = Kind(
    "customers", "truth", "month", "parquet",
    """
    customer bigint, since_day bigint, known_day bigint, generation bigint, is_prospect boolean, complainer bigint,
    has_bank boolean, value double, is_spoilt boolean
    """,
)  # fmt: skip
TICKET = Kind(
    "tickets", "truth", "month", "parquet",
    """
    ticket varchar, customer bigint, contact_id varchar, via bigint, issue bigint, opened bigint, answered bigint,
    pending_from bigint, pending_until bigint, noted bigint, solved bigint, reopened bigint, second_solved bigint,
    closed bigint, is_spoilt boolean
    """,
)  # fmt: skip
KINDS = (TICKET, CONTACT, COMPLAINT, RESPONSE, ORDER, OUTREACH, LEAVING, CUSTOMER)


def open_books(inbox: Inbox) -> None:
    inbox.fill(
        CUSTOMER.table,
        """
        select 0 as _at, printf('%012d', number) as _key, number as customer, since_day, known_day, generation,
            is_prospect, complainer, has_bank, value, is_spoilt
        from customers
        """,
    )


def fill(inbox: Inbox) -> None:
    """A day of `legs`, `complaints`, `responses`, `orders`, `outreach` and `leaving`."""
    inbox.fill(
        CONTACT.table,
        """
        select entered as _at, printf('%016x', key) as _key, uuid_of(key) as contact_id, uuid_of(initial) as initial_id,
            vendor, number as customer, need, parent, visit, cause, issue, channel, method, queue, site_index as site,
            entered, queued, answered, ended, talk, hold, wrap, agent_number as agent, resolved, recorded, believed,
            left_in, is_callback_asked, reference,
            case when ticket <> 0 then cast(long_of(ticket) as varchar) end as ticket, ease, pleasant, waited,
            is_asked, is_answering, is_spoilt, is_mystery
        from legs
        """,
    )
    inbox.fill(
        TICKET.table,
        """
        select opened as _at, printf('%016x', key) as _key, cast(long_of(key) as varchar) as ticket, number as customer,
            case when contact <> 0 then uuid_of(contact) end as contact_id, via, issue, opened, answered, pending_from,
            pending_until, noted, solved, reopened, second_solved, closed, is_spoilt
        from tickets
        """,
    )
    inbox.fill(
        COMPLAINT.table,
        """
        select felt_s as _at, printf('%016x', key) as _key, cast(long_of(key) as varchar) as ticket, number as customer,
            type, generation, severity, stage, is_voiced, opened, answered, solved, is_settled, is_owned,
            is_apologised, is_compensated, compensation, refusals, promised, due, kept, tells_friends, tells_third,
            tells_public, returns, return_odds, is_willing, is_spoilt, issue,
            case when contact <> 0 then uuid_of(contact) end as contact_id
        from complaints
        """,
    )
    inbox.fill(
        RESPONSE.table,
        """
        select recorded as _at, printf('%016x', key) as _key, 'R_' || printf('%016x', key) as response,
            uuid_of(contact) as contact_id, number as customer, recorded, ended, reached, effort, satisfaction,
            recommendation, person, matter, complete, believed, is_spoilt
        from responses
        """,
    )
    inbox.fill(
        ORDER.table,
        """
        select delivered as _at, printf('%016x', key) as _key, number as customer, ordered, delivered, paid_cents,
            cost_cents, returned, return_cents, return_cost_cents, is_spoilt
        from orders
        """,
    )
    inbox.fill(
        OUTREACH.table,
        "select at_s as _at, printf('%012d', number) as _key, number as customer, at_s, is_held_out, works "
        "from outreach",
    )
    inbox.fill(
        LEAVING.table,
        "select at_s as _at, printf('%012d', number) as _key, number as customer, at_s, reason, memory from leaving",
    )
