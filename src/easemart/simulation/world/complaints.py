"""Bad experiences, who voices them, what the company does, and whether the customer returns.

What is done depends on how bad it was, and so does returning: customers who were given most return least, unless one
compares like with like. Severity is recorded, so an adjusted comparison can be right where the raw one is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.contacts import NONE, Day
from easemart.simulation.world.population import NEVER
from easemart.simulation.world.staffing import DESK
from easemart.simulation.world.streams import logistic
from easemart.simulation.world.visits import DAY

Complaints = NDArray[Any]

STAGES = ("before purchase", "at purchase", "delivery", "use", "billing", "leaving")
TOUCHPOINTS = ("website", "phone menu", "delivery", "agent", "invoice", "shop")
CAUSES = ("person", "process", "system", "product", "expectation")
SEVERITIES = ("low", "middle", "high", "critical")
LEVELS = ("front_line", "team_lead", "manager", "board")
PROMISES = ("call back", "replacement", "refund", "guarantee")
MOST_REFUSALS = 3
FAST_S = 2 * DAY
# Of six stages: F32 has 20 % before the purchase and 16 % at the point of sale.
STAGE_SHARES = (0.20, 0.16, 0.22, 0.24, 0.13, 0.05)
CAUSE_SHARES = (0.2, 0.3, 0.12, 0.13, 0.25)
BY_MAIL, BY_PHONE = range(2)

# A bad experience, voiced or not, and all that followed. Moments are seconds of the world, NONE where there is none.
COMPLAINT = np.dtype([
    ("key", "u8"), ("customer", "i8"), ("number", "i8"), ("need", "u8"), ("issue", "i8"), ("felt_s", "i8"),
    ("contact", "u8"), ("order", "u8"),
    ("type", "i8"), ("generation", "i8"), ("severity", "i8"), ("stage", "i8"), ("touchpoint", "i8"),
    ("cause", "i8"), ("is_voiced", "?"), ("opened", "i8"), ("via", "i8"), ("agent", "i8"), ("answered", "i8"),
    ("solved", "i8"), ("closed", "i8"), ("is_settled", "?"), ("refusals", "i8"), ("demand", "i8"), ("is_owned", "?"),
    ("is_apologised", "?"), ("is_personal", "?"), ("is_in_writing", "?"), ("is_compensated", "?"),
    ("compensation", "i8"), ("level", "i8"), ("promise", "i8"), ("promised", "i8"), ("due", "i8"), ("kept", "i8"),
    ("tells_friends", "?"), ("tells_third", "?"), ("tells_public", "?"), ("returns", "?"), ("return_odds", "f8"),
    ("is_willing", "?"), ("was_buying", "?"),
    # By how much more likely a customer returns who is given it than one who is not, all else being as it is.
    ("gain_owned", "f8"), ("gain_apologised", "f8"), ("gain_compensated", "f8"),
])  # fmt: skip


def experienced(
    customer: NDArray[np.int64],
    need: NDArray[np.uint64],
    issue: NDArray[np.int64],
    at: NDArray[np.int64],
    contact: NDArray[np.uint64],
    order: NDArray[np.uint64],
    today: Day,
) -> Complaints:
    """Bad experiences of some customers, complete with what will come of them.

    `contact` and `order` are the keys of what they are about, 0 for none.
    """
    planted, streams, who = today.planted, today.streams, today.customers
    found = np.zeros(customer.size, dtype=COMPLAINT)
    found["customer"], found["need"], found["issue"], found["felt_s"], found["contact"] = (
        customer,
        need,
        issue,
        at,
        contact,
    )
    found["number"], found["order"] = who.number[customer], order
    key = found["key"] = streams("complaint names").number(need)
    found["type"], found["generation"] = who.complainer[customer], who.generation[customer]
    severity = found["severity"] = streams("severity").choice(planted.severity_shares, key)
    found["stage"] = streams("stage").choice(STAGE_SHARES, key)
    found["touchpoint"] = streams("touchpoint").choice((0.18, 0.16, 0.24, 0.2, 0.14, 0.08), key)
    found["cause"] = streams("cause").choice(CAUSE_SHARES, key)
    voiced = found["is_voiced"] = streams("voice").chance(np.asarray(planted.voice_share)[found["type"]], key)
    found["opened"] = at + 60
    found["via"] = np.where(contact == 0, BY_MAIL, BY_PHONE)
    desk = np.flatnonzero(today.agents.queue == DESK)
    found["agent"] = desk[(streams("complaint desk").uniform(key) * desk.size).astype(np.int64)]
    first = (300 + 3600 * planted.first_response_hours * streams("complaint answer").exponential(key)).astype(np.int64)
    found["answered"] = found["opened"] + first
    refused = np.stack([streams("refusal").chance(planted.refusal_share, key, n) for n in range(MOST_REFUSALS)])
    found["refusals"] = np.cumprod(refused, axis=0).sum(axis=0)
    found["demand"] = np.rint(40 * np.exp(0.6 * severity + 0.5 * streams("demand").normal(key)))
    work = 3600 * planted.resolution_hours * streams("complaint work").exponential(key) * (1 + 0.7 * found["refusals"])
    settled = found["is_settled"] = voiced & streams("settled").chance(planted.complaint_resolved_share, key)
    found["solved"] = np.where(settled, found["answered"] + 1800 + work.astype(np.int64), NONE)
    found["closed"] = np.where(settled, found["solved"] + 4 * DAY, NONE)
    for at_action, (name, odds) in enumerate(
        zip(("is_owned", "is_apologised", "is_compensated"), planted.action_odds, strict=True)
    ):
        given = streams("action").chance(logistic(odds + planted.action_odds_severity * severity), key, at_action)
        found[name] = voiced & given
    found["is_personal"] = found["is_apologised"] & streams("personal").chance(0.5, key)
    found["is_in_writing"] = found["is_apologised"] & streams("in writing").chance(0.4, key)
    found["compensation"] = np.where(found["is_compensated"], np.rint(0.6 * found["demand"]), 0)
    found["level"] = np.minimum(found["refusals"] + (severity >= 2), len(LEVELS) - 1)
    promised = voiced & streams("promise").chance(planted.promise_share, key)
    found["promise"] = streams("promise kind").choice((0.5, 0.2, 0.2, 0.1), key)
    found["promised"] = np.where(promised, found["answered"] + 60, NONE)
    found["due"] = np.where(promised, found["promised"] + 2 * DAY, NONE)
    kept = streams("promise kept").uniform(key)
    # Kept in time, kept late, or never.
    late = kept < planted.promise_kept_share + (1 - planted.promise_kept_share) / 2
    moment = np.where(kept < planted.promise_kept_share, found["promised"] + (2 * DAY * kept).astype(np.int64),
                      found["due"] + DAY)  # fmt: skip
    found["kept"] = np.where(promised & late, moment, NONE)
    _react(found, today)
    return found


def _react(found: Complaints, today: Day) -> None:
    """Talk, and whether the customer comes back: by severity, settlement, speed and what was done."""
    planted, streams, key = today.planted, today.streams, found["key"]
    angry, furious = found["type"] == 2, found["type"] == 3
    drawn = [streams("talk of it").uniform(key, n) for n in range(3)]
    settled = found["is_settled"]
    found["tells_friends"] = drawn[0] < np.where(found["type"] == 0, 0.5, 0.35) * np.where(settled, 0.6, 1)
    found["tells_third"] = drawn[1] < np.where(angry | furious, 0.45, 0.05) * np.where(settled, 0.6, 1)
    found["tells_public"] = drawn[2] < np.where(furious, 0.6, 0.02) * np.where(settled, 0.6, 1)
    fast = settled & (found["solved"] - found["opened"] <= FAST_S)
    odds = planted.return_odds + planted.return_odds_severity * found["severity"]
    effects = dict(zip(("owned", "apologised", "compensated"), planted.return_odds_action, strict=True))
    for name, effect in effects.items():
        odds = odds + effect * found[f"is_{name}"]
    odds = odds + planted.return_odds_resolved * settled + planted.return_odds_fast * fast
    for name, effect in effects.items():
        without = odds - effect * found[f"is_{name}"]
        found[f"gain_{name}"] = logistic(without + effect) - logistic(without)
    found["return_odds"] = odds
    found["returns"] = streams("return").chance(logistic(odds), key)
    willing = np.where(
        fast, planted.willing_fast, np.where(settled, planted.willing_resolved, planted.willing_unresolved)
    )
    found["is_willing"] = streams("willing").chance(willing, key)


def return_or_go(found: Complaints, today: Day) -> None:
    """Who returns orders within weeks of what was felt; who does not orders nothing from us any more."""
    who, streams = today.customers, today.streams
    one, felt_day = found["customer"], found["felt_s"] // DAY
    soon = felt_day + 5 + (100 * streams("return after").uniform(found["key"])).astype(np.int64)
    was_buying = found["was_buying"] = who.next_order_day[one] < NEVER
    who.next_order_day[one] = np.where(found["returns"] & was_buying, soon, NEVER)
    who.lost_day[one] = np.where(found["returns"], NEVER, felt_day)
