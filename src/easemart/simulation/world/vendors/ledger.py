"""The truth beside the inbox: what a perfect reader would know of each contact, complaint, order and customer."""

from __future__ import annotations

from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.purchases import OUTREACH_KINDS
from easemart.simulation.world.vendors import words
from easemart.simulation.world.vendors.surveys import ANSWERS_OF_COMPLAINT
from easemart.simulation.world.visits import CAUSES, FIRST

CONTACT = Kind(
    "contacts", "truth", "month", "parquet",
    """
    contact_id varchar, initial_id varchar, vendor bigint, customer bigint, need ubigint, parent ubigint, visit bigint,
    cause bigint, true_cause varchar, before_issue bigint, issue bigint, channel bigint, method bigint, queue bigint,
    site bigint, entered bigint,
    queued bigint, answered bigint, ended bigint, talk bigint, hold bigint, wrap bigint, agent bigint,
    resolved bigint, recorded bigint, believed bigint, left_in bigint, is_callback_asked boolean, reference bigint,
    ticket varchar, ease bigint, pleasant bigint, waited bigint, transfers bigint, switches bigint, busy_before bigint,
    is_asked boolean, is_answering boolean,
    is_spoilt boolean, is_mystery boolean, is_offered boolean, is_code_shown boolean, is_taken boolean
    """,
)  # fmt: skip
COMPLAINT = Kind(
    "complaints", "truth", "month", "parquet",
    """
    ticket varchar, customer bigint, type bigint, generation bigint, severity bigint, stage bigint, is_voiced boolean,
    opened bigint, answered bigint, solved bigint, is_settled boolean, is_owned boolean, is_apologised boolean,
    is_compensated boolean, compensation bigint, refusals bigint, promised bigint, due bigint, kept bigint,
    tells_friends boolean, tells_third boolean, tells_public boolean, returns boolean, return_odds double,
    is_willing boolean, was_buying boolean, gain_owned double, gain_apologised double, gain_compensated double,
    is_answering boolean, is_spoilt boolean, issue bigint, contact_id varchar
    """,
)  # fmt: skip
RESPONSE = Kind(
    "responses", "truth", "month", "parquet",
    """
    response varchar, contact_id varchar, customer bigint, recorded bigint, ended bigint, reached bigint, effort bigint,
    satisfaction bigint, recommendation bigint, person bigint, matter bigint, complete bigint, believed bigint,
    website bigint, menu bigint, delivery bigint, is_spoilt boolean
    """,
)  # fmt: skip
ORDER = Kind(
    "orders", "truth", "month", "parquet",
    """
    customer bigint, ordered bigint, delivered bigint, paid_cents bigint, cost_cents bigint, returned bigint,
    return_cents bigint, return_cost_cents bigint, product bigint, offer_contact_id varchar, is_spoilt boolean
    """,
)  # fmt: skip
OUTREACH = Kind(
    "outreach", "truth", "month", "parquet",
    "customer bigint, at_s bigint, kind varchar, is_held_out boolean, works boolean",
)  # fmt: skip
AGENT = Kind(
    "agents", "truth", "month", "parquet",
    "agent bigint, team bigint, queue bigint, slowness double, skill double, warmth double",
)  # fmt: skip
TEAM = Kind("teams", "truth", "month", "parquet", "team bigint, site bigint, at_s bigint, engagement double")
PANEL = Kind(
    "panel", "truth", "month", "parquet",
    """
    customer bigint, at_s bigint, generation bigint, stops_recommending boolean, looks_elsewhere boolean,
    disparages boolean, leaves_untried boolean, never_returns boolean, won_back_by_owning boolean,
    won_back_by_apology boolean, won_back_by_compensation boolean, prefers bigint, own bigint, rival bigint,
    expected bigint, perceived bigint, intends bigint, intends_within_months bigint
    """,
)  # fmt: skip
LEAVER = Kind("leavers", "truth", "month", "parquet", "customer bigint, at_s bigint, is_answering boolean, said bigint")
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
SHIFT = Kind("shifts", "truth", "month", "parquet", "queue bigint, from_s bigint, until_s bigint")
KINDS = (TICKET, CONTACT, COMPLAINT, RESPONSE, ORDER, OUTREACH, LEAVING, CUSTOMER, AGENT, TEAM, PANEL, LEAVER, SHIFT)
# What made a customer turn to the company: the contact before, the issue before, or nothing.
TRUE_CAUSE = (
    f"case when cause <> {FIRST} then {words(CAUSES, 'cause')} when parent <> 0 then 'next_issue' else 'arose' end"
)


def open_books(inbox: Inbox) -> None:
    inbox.fill(
        CUSTOMER.table,
        """
        select 0 as _at, printf('%012d', number) as _key, number as customer, since_day, known_day, generation,
            is_prospect, complainer, has_bank, value, is_spoilt
        from customers
        """,
    )
    inbox.fill(
        AGENT.table,
        "select 0 as _at, printf('%012d', number) as _key, number as agent, team, queue, slowness, skill, warmth "
        "from agents",
    )


def fill(inbox: Inbox) -> None:
    """A day of `legs`, `complaints`, `responses`, `orders`, `outreach` and `leaving`."""
    inbox.fill(
        CONTACT.table,
        f"""
        select entered as _at, printf('%016x', key) as _key, uuid_of(key) as contact_id, uuid_of(initial) as initial_id,
            vendor, number as customer, need, parent, visit, cause, {TRUE_CAUSE} as true_cause, before_issue, issue,
            channel, method, queue, site_index as site,
            entered, queued, answered, ended, talk, hold, wrap, agent_number as agent, resolved, recorded, believed,
            left_in, is_callback_asked, reference, transfers, switches, busy_before,
            case when ticket <> 0 then cast(long_of(ticket) as varchar) end as ticket, ease, pleasant, waited,
            is_asked, is_answering, is_spoilt, is_mystery, is_offered, is_code_shown, is_taken
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
        f"""
        select felt_s as _at, printf('%016x', key) as _key, cast(long_of(key) as varchar) as ticket, number as customer,
            type, generation, severity, stage, is_voiced, opened, answered, solved, is_settled, is_owned,
            is_apologised, is_compensated, compensation, refusals, promised, due, kept, tells_friends, tells_third,
            tells_public, returns, return_odds, is_willing, was_buying, gain_owned, gain_apologised,
            gain_compensated, {ANSWERS_OF_COMPLAINT} as is_answering, is_spoilt, issue,
            case when contact <> 0 then uuid_of(contact) end as contact_id
        from complaints
        """,
    )
    inbox.fill(
        RESPONSE.table,
        """
        select recorded as _at, printf('%016x', key) as _key, 'R_' || printf('%016x', key) as response,
            uuid_of(contact) as contact_id, number as customer, recorded, ended, reached, effort, satisfaction,
            recommendation, person, matter, complete, believed, website, menu, delivery, is_spoilt
        from responses
        """,
    )
    inbox.fill(
        ORDER.table,
        """
        select delivered as _at, printf('%016x', key) as _key, number as customer, ordered, delivered, paid_cents,
            cost_cents, returned, return_cents, return_cost_cents, product,
            case when offer <> 0 then uuid_of(offer) end as offer_contact_id, is_spoilt
        from orders
        """,
    )
    inbox.fill(
        OUTREACH.table,
        f"select at_s as _at, printf('%012d%d', number, kind) as _key, number as customer, at_s, "
        f"{words(OUTREACH_KINDS, 'kind')} as kind, is_held_out, works from outreach",
    )
    inbox.fill(
        SHIFT.table,
        "select until_s as _at, agent_ref || cast(from_s as varchar) as _key, queue, from_s, until_s from shifts",
    )
    inbox.fill(
        LEAVING.table,
        "select at_s as _at, printf('%012d', number) as _key, number as customer, at_s, reason, memory from leaving",
    )
    inbox.fill(
        LEAVER.table,
        "select at_s as _at, printf('%012d', number) as _key, number as customer, at_s, says as is_answering, said "
        "from leaving",
    )


def fill_month(inbox: Inbox) -> None:
    """How engaged teams are (`felt_by_teams`) and what customers say of themselves (`panel`), as of a month's start."""
    inbox.fill(
        TEAM.table,
        "select at_s as _at, printf('%06d', team) as _key, team, site, at_s, felt as engagement from felt_by_teams",
    )
    inbox.fill(
        PANEL.table,
        """
        select at_s as _at, printf('%012d', number) as _key, number as customer, at_s, generation,
            cast(stops as boolean) as stops_recommending, cast(looks as boolean) as looks_elsewhere,
            cast(disparages as boolean) as disparages, leaves as leaves_untried, never as never_returns,
            by_owning as won_back_by_owning, by_apology as won_back_by_apology,
            by_compensation as won_back_by_compensation, prefers, cast(own as bigint) as own,
            cast(rival as bigint) as rival, cast(expected as bigint) as expected,
            cast(perceived as bigint) as perceived, buys as intends, buys_in as intends_within_months
        from panel
        """,
    )
