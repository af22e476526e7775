"""Written matters: tickets opened by mail or form, and tickets that agents open in a call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.contacts import BANK, LEG, NONE, NOWHERE, TICKETS, Day, Legs, felt
from easemart.simulation.world.staffing import DESK
from easemart.simulation.world.streams import logistic
from easemart.simulation.world.visits import CHAT, DAY, Visits

Tickets = NDArray[Any]

EMAIL, FORM, VOICE, CHAT_ROOM = range(4)
FIRST_ANSWER_HOURS, WORK_HOURS, PENDING_HOURS, CLOSED_AFTER_DAYS = 6.0, 18.0, 16.0, 4
TICKET_SHARE, REOPENED_SHARE, PENDING_SHARE, NOTE_SHARE = 0.12, 0.5, 0.3, 0.4

# A ticket's whole life, decided when it opens. Moments are seconds of the world, NONE where there is none.
# contact: key of the leg in which it was opened (0: none). second_solved: after it was reopened.
TICKET = np.dtype([
    ("key", "u8"), ("customer", "i8"), ("number", "i8"), ("need", "u8"), ("issue", "i8"), ("via", "i8"),
    ("contact", "u8"), ("agent", "i8"), ("priority", "i8"), ("severity", "i8"), ("opened", "i8"), ("answered", "i8"),
    ("pending_from", "i8"), ("pending_until", "i8"), ("noted", "i8"), ("solved", "i8"), ("reopened", "i8"),
    ("second_solved", "i8"), ("closed", "i8"),
])  # fmt: skip


def _live(tickets: Tickets, settled: NDArray[np.bool_], today: Day) -> None:
    """Answered, at times waiting for the customer, solved; reopened by some whose matter was not settled; closed."""
    streams, need, key = today.streams, tickets["need"], tickets["key"]
    tickets["priority"] = streams("priority").choice((0.25, 0.5, 0.18, 0.07), need)
    tickets["severity"] = streams("ticket severity").choice((0.4, 0.4, 0.15, 0.05), need)
    first = 60 + 3600 * FIRST_ANSWER_HOURS * streams("first answer").exponential(key)
    tickets["answered"] = tickets["opened"] + first.astype(np.int64)
    waits = streams("pending").uniform(key) < PENDING_SHARE
    waited = (300 + 3600 * PENDING_HOURS * streams("pending time").exponential(key)).astype(np.int64)
    tickets["pending_from"] = np.where(waits, tickets["answered"] + 120, NONE)
    tickets["pending_until"] = np.where(waits, tickets["answered"] + 120 + waited, NONE)
    start = np.where(waits, tickets["pending_until"], tickets["answered"])
    tickets["noted"] = np.where(streams("note").uniform(key) < NOTE_SHARE, start + 90, NONE)
    work = (600 + 3600 * WORK_HOURS * streams("ticket work").exponential(key)).astype(np.int64)
    tickets["solved"] = start + work
    again = ~settled & (streams("reopened").uniform(key) < REOPENED_SHARE)
    after = (3600 + 30 * 3600 * streams("reopened after").exponential(key)).astype(np.int64)
    tickets["reopened"] = np.where(again, tickets["solved"] + np.minimum(after, 3 * DAY), NONE)
    tickets["second_solved"] = np.where(again, tickets["reopened"] + work, NONE)
    tickets["closed"] = np.where(again, tickets["second_solved"], tickets["solved"]) + CLOSED_AFTER_DAYS * DAY


def written(came: Visits, today: Day) -> tuple[Legs, Tickets]:
    """A day's mails and forms: each a ticket, and a contact that only the ticket tells of.

    The contact's last moment is when the matter was declared solved. A ticket that is reopened is a further contact.
    """
    streams, planted = today.streams, today.planted
    tickets = np.zeros(came.size, dtype=TICKET)
    for name in ("customer", "need", "issue"):
        tickets[name] = came[name]
    tickets["number"] = today.customers.number[came["customer"]]
    tickets["key"] = streams("ticket names").number(came["need"], came["visit"])
    tickets["opened"] = came["at"]
    tickets["via"] = np.where(streams("via").chance(0.6, came["need"], came["visit"]), EMAIL, FORM)
    desk = np.flatnonzero(today.agents.queue == DESK)
    drawn = streams("desk").uniform(came["need"], came["visit"])
    tickets["agent"] = desk[(drawn * desk.size).astype(np.int64)]
    odds = np.asarray(planted.resolve_odds)[came["issue"]] + today.agents.skill[tickets["agent"]] - 0.2
    settled = streams("resolved").chance(logistic(odds), came["need"], came["visit"])
    _live(tickets, settled, today)
    legs = np.zeros(came.size, dtype=LEG)
    for name in ("customer", "need", "parent", "before_issue", "visit", "cause", "issue", "channel", "transfers",
                 "switches", "waited"):  # fmt: skip
        legs[name] = came[name]
    legs["number"] = tickets["number"]
    legs["index"] = np.arange(came.size)
    legs["key"] = legs["initial"] = legs["ticket"] = tickets["key"]
    legs["vendor"], legs["queue"], legs["left_in"] = TICKETS, DESK, NOWHERE
    legs["entered"], legs["ended"] = tickets["opened"], tickets["solved"]
    legs["queued"] = legs["answered"] = NONE
    legs["agent"] = tickets["agent"]
    legs["resolved"] = settled
    legs["recorded"] = tickets["reopened"] == NONE
    warmth = today.agents.warmth[tickets["agent"]]
    legs["believed"] = ~streams("believed").chance(
        logistic(planted.unbelieved_odds - 0.4 * warmth), came["need"], came["visit"]
    )
    legs["pleasant"] = np.clip(
        np.rint(3.7 + warmth + 0.8 * streams("pleasant").normal(came["need"], came["visit"])), 1, 5
    )
    felt(legs, np.arange(legs.size), today)
    again = legs[tickets["reopened"] != NONE].copy()
    back = tickets[tickets["reopened"] != NONE]
    again["key"] = streams("ticket names").number(again["need"], again["visit"], 1)
    again["visit"] += 1
    again["cause"] = 1
    again["entered"], again["ended"] = back["reopened"], back["second_solved"]
    again["resolved"] = again["recorded"] = 1
    felt(again, np.arange(again.size), today)
    return np.concatenate([legs, again]), tickets


def opened_in_calls(legs: Legs, today: Day) -> Tickets:
    """Tickets that agents open in some contacts; the legs of these are given the ticket's key."""
    streams = today.streams
    is_last = (legs["agent"] != NONE) & (legs["following"] == 0) & (legs["vendor"] != BANK) & (legs["vendor"] < 3)
    opens = is_last & (legs["ticket"] == 0) & streams("ticket opened").chance(TICKET_SHARE, legs["need"], legs["visit"])
    one = legs[opens]
    tickets = np.zeros(one.size, dtype=TICKET)
    for name in ("customer", "number", "need", "issue"):
        tickets[name] = one[name]
    tickets["key"] = streams("ticket names").number(one["need"], one["visit"])
    tickets["opened"] = one["ended"] + 60
    tickets["via"] = np.where(one["channel"] == CHAT, CHAT_ROOM, VOICE)
    tickets["contact"] = one["key"]
    tickets["agent"] = one["agent"]
    # A customer who comes again does so by a contact of its own, not by reopening.
    _live(tickets, np.ones(one.size, dtype=bool), today)
    legs["ticket"][opens] = tickets["key"]
    return tickets
