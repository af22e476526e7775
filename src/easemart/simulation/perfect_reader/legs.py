"""The legs that come into the feeds, with whom a reader takes for their customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Ledger
from easemart.simulation.world.contacts import ASTERISK, BANK, INBOUND, NONE, PORTAL, TICKETS
from easemart.simulation.world.visits import CHAT, FIRST, PHONE

# Who is seen, where the CRM never heard of them: by a ticket, by the portal's account, by the bank's.
BY_RECORD, BY_TICKET, BY_PORTAL, BY_BANK = range(4)


def _owners(
    contacts: pd.DataFrame, ledger: Ledger, people: pd.DataFrame, tickets: pd.DataFrame, complained_in: set[str]
) -> Any:
    """For each contact whom the reader takes the customer for; missing where nobody can tell.

    `complained_in` are contacts that a complaint names: the complaint says whose they are.
    """
    known = contacts["customer"].map(people.set_index("customer")["known_day"]) * DAY < ledger.end
    has_user = contacts["customer"].isin(set(tickets["customer"]))
    is_named = contacts["reference"] > 0
    # Whoever the CRM lists is known by any name; the others by what some other system keeps of them.
    by_account = contacts["reference"] == 2
    is_telephone = (contacts["channel"] == PHONE) & (contacts["vendor"] != BANK)
    by_user = has_user & (
        (contacts["vendor"] == TICKETS)
        | (~by_account & is_named & ((contacts["channel"] == CHAT) | (is_telephone & (contacts["customer"] % 2 == 1))))
    )
    # The bank's calls have numbers of their own in its log or its switch, so no complaint can name one.
    by_complaint = contacts["contact_id"].isin(complained_in) & ~contacts["vendor"].isin((BANK, ASTERISK))
    by_ticket = contacts["ticket"].isin(set(tickets["ticket"]))
    how = np.select(
        [
            known & (is_named | by_ticket | by_complaint),
            ~known & by_user,
            ~known & (contacts["vendor"] == PORTAL) & is_named,
            ~known & (contacts["vendor"] == BANK) & is_named,
            ~known & by_ticket,
            ~known & by_complaint,
        ],
        [BY_RECORD, BY_TICKET, BY_PORTAL, BY_BANK, BY_TICKET, BY_PORTAL],
        NONE,
    )
    return (contacts["customer"] * 4 + how).where(how != NONE)


def _recorded(contacts: pd.DataFrame, end: int) -> Any:
    """Whether a system says that a contact settled the matter: 1, 0 or missing."""
    found = contacts["recorded"].astype(float).where(contacts["recorded"] >= 0)
    is_written = contacts["vendor"] == TICKETS
    written = contacts[is_written].sort_values("entered")
    is_last = ~written.duplicated("ticket", keep="last")
    last_end = written[is_last].set_index("ticket")["ended"]
    is_solved = written["ticket"].map(last_end) < end
    found.loc[written.index] = is_last.astype(float).where(is_solved)
    return found


def contact_rows(ledger: Ledger, people: pd.DataFrame, within: str) -> pd.DataFrame:
    """All legs that come into the feeds and are not refused, complaints by mail among them, with their owner."""
    legs = ledger.rows(
        "contacts",
        "contact_id, initial_id, vendor, customer, need, parent, visit, cause, issue, channel, method, queue, entered, "
        "queued, answered, ended, resolved, recorded, believed, is_callback_asked, reference, ticket, ease, is_asked, "
        "is_answering, is_mystery",
        f"not is_spoilt and {within}",
    )
    tickets = ledger.rows("tickets", "ticket, customer, contact_id", f"not is_spoilt and {within}")
    legs["is_of_a_need"] = True
    # An Asterisk records no issue. What it was about, the truth knows all the same.
    legs["true_issue"] = legs["issue"]
    legs["issue"] = legs["issue"].where(legs["vendor"] != ASTERISK, NONE)
    voiced = f"is_voiced and not is_spoilt and opened < {ledger.end} and {within}"
    complained_in = ledger.rows("complaints", "contact_id", f"contact_id is not null and {voiced}")
    legs["owner"] = _owners(legs, ledger, people, tickets, set(complained_in["contact_id"]))
    by_mail = ledger.rows(
        "complaints", "ticket, customer, issue, opened, solved",
        f"contact_id is null and {voiced}",
    )  # fmt: skip
    if len(by_mail):
        known = by_mail["customer"].map(people.set_index("customer")["known_day"]) * DAY < ledger.end
        rows = pd.DataFrame({
            "contact_id": "standard:" + by_mail["ticket"] + ":opened", "vendor": TICKETS,
            "customer": by_mail["customer"], "need": 0, "parent": 0, "visit": 0, "cause": FIRST,
            "issue": by_mail["issue"], "is_of_a_need": False,
            "channel": 3, "method": INBOUND, "queue": NONE, "entered": by_mail["opened"], "queued": NONE,
            "answered": NONE, "ended": by_mail["solved"].where(by_mail["solved"] >= 0, ledger.end), "resolved": NONE,
            "recorded": NONE, "believed": NONE, "is_callback_asked": False, "reference": 2, "ticket": by_mail["ticket"],
            "ease": NONE, "is_asked": False, "is_answering": False, "is_mystery": False,
            "owner": by_mail["customer"] * 4 + np.where(known, BY_RECORD, BY_PORTAL),
        })  # fmt: skip
        legs = pd.concat([legs, rows], ignore_index=True)
    legs["settled"] = _recorded(legs, ledger.end)
    return legs
