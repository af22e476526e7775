"""Orders, returns, reminders and leaving: what effort and recovery do to business."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world import offers
from easemart.simulation.world.contacts import NONE, Day, Legs
from easemart.simulation.world.population import NEVER
from easemart.simulation.world.visits import DAY, OPENS

Table = NDArray[Any]

PRODUCTS = (("kettle", 39.0, 0), ("toaster", 49.0, 0), ("blender", 79.0, 0), ("filter", 12.0, 60), ("mixer", 149.0, 0))
ORDER_CHANNELS = ("web", "phone", "shop")
BY_PHONE = 1
REASONS = ("poor service", "price", "moved away", "changed priorities", "bankruptcy")
RETURN_KINDS = ("return", "replacement", "repair", "rework")
OUTREACH_KINDS = ("reminder", "win_back")
REMINDER, WIN_BACK = range(2)
WIN_BACK_AFTER_DAYS = 30
WEEK = 7

# offer: the key of what it was offered in, 0 if nothing was.
ORDER = np.dtype([
    ("key", "u8"), ("customer", "i8"), ("number", "i8"), ("ordered", "i8"), ("product", "i8"), ("quantity", "i8"),
    ("list_cents", "i8"), ("paid_cents", "i8"), ("cost_cents", "i8"), ("channel", "i8"), ("promised", "i8"),
    ("delivered", "i8"), ("returned", "i8"), ("return_kind", "i8"), ("return_cents", "i8"), ("return_cost_cents", "i8"),
    ("offer", "u8"), ("is_bad", "?"), ("seller", "i8"),
])  # fmt: skip
OUTREACH = np.dtype([("number", "i8"), ("at_s", "i8"), ("kind", "i8"), ("is_held_out", "?"), ("works", "?")])
LEAVING = np.dtype([("number", "i8"), ("at_s", "i8"), ("reason", "i8"), ("memory", "f8")])


def orders_of(today: Day) -> Table:
    """The orders of a day that come of themselves, at most one a customer, and when each of them will order next."""
    planted, streams, who = today.planted, today.streams, today.customers
    buys = np.flatnonzero((who.next_order_day == today.day) & (who.since_day <= today.day) & (who.left_day > today.day))
    found = np.zeros(buys.size, dtype=ORDER)
    number = who.number[buys]
    key = found["key"] = streams("order names").number(number, today.day)
    found["ordered"] = today.day * DAY + OPENS + (50_000 * streams("order hour").uniform(key)).astype(np.int64)
    found["channel"] = streams("order channel").choice((0.7, 0.18, 0.12), key)
    by_phone = found["channel"] == BY_PHONE
    found["offer"] = np.where(by_phone & streams("offer").chance(0.4, key), key, 0)
    staff = today.agents.number.size
    found["seller"] = np.where(by_phone, (staff * streams("seller").uniform(key)).astype(np.int64), NONE)
    _fill(found, buys, today)
    memory = who.remembered(buys, today.day, planted.memory_days)
    pace = np.exp(-planted.effort_purchase * memory + 0.6 * streams("rhythm").normal(key) - 0.18)
    who.next_order_day[buys] = today.day + 1 + (who.rhythm_days[buys] * pace).astype(np.int64)
    return found


def orders_from_offers(legs: Legs, today: Day) -> Table:
    """What is ordered in service contacts because it was offered; the own rhythm goes on."""
    one = offers.buying(legs, today.customers.is_prospect, today.planted, today.streams)
    found = np.zeros(one.size, dtype=ORDER)
    found["key"] = today.streams("offered order names").number(one["key"])
    found["ordered"], found["channel"], found["seller"] = one["ended"], BY_PHONE, one["agent"]
    found["offer"] = one["key"]
    _fill(found, one["customer"], today)
    return found


def _fill(found: Table, buys: NDArray[np.int64], today: Day) -> None:
    """Who orders what at which price, when it comes, and whether it comes back; `buys` are entries of customers."""
    planted, streams, who = today.planted, today.streams, today.customers
    key = found["key"]
    found["customer"], found["number"] = buys, who.number[buys]
    as_said = (who.intended_until_day[buys] >= today.day) & streams("intent kept").chance(planted.intent_kept, key)
    found["product"] = np.where(
        as_said, who.intended[buys], streams("product").choice((0.25, 0.2, 0.2, 0.25, 0.1), key)
    )
    found["quantity"] = 1 + (2.2 * streams("quantity").uniform(key)).astype(np.int64)
    # What a line costs follows the customer's means; products are sold in dearer and cheaper makes.
    price = planted.order_value * who.value[buys] * np.exp(0.35 * streams("price").normal(key))
    found["list_cents"] = np.maximum(np.rint(100 * price), 500).astype(np.int64)
    discount = streams("discount").choice((0.72, 0.2, 0.08), key) * 10
    found["paid_cents"] = found["list_cents"] * (100 - discount) // 100
    found["cost_cents"] = (found["list_cents"] * (1 - planted.margin_share)).astype(np.int64)
    found["promised"] = found["ordered"] + 4 * DAY
    days = 3.0 * np.exp(0.4 * streams("delivery").normal(key))
    found["delivered"] = found["ordered"] + (DAY * np.minimum(days, 25)).astype(np.int64)
    found["is_bad"] = streams("bad delivery").chance(planted.bad_delivery_share, key)
    comes_back = streams("returned").chance(np.where(found["is_bad"], 0.6, 0.06), key)
    after = DAY + (18 * DAY * streams("returned after").uniform(key)).astype(np.int64)
    found["returned"] = np.where(comes_back, found["delivered"] + after, NONE)
    found["return_kind"] = streams("return kind").choice((0.6, 0.2, 0.12, 0.08), key)
    found["return_cents"] = np.where(comes_back & (found["return_kind"] == 0), found["paid_cents"], 0)
    found["return_cost_cents"] = np.where(comes_back, 650, 0)
    who.last_order_day[buys] = today.day


def reminders_of(today: Day) -> Table:
    """Once a week: customers over their own rhythm are reminded, but for some held out at random."""
    planted, streams, who = today.planted, today.streams, today.customers
    if today.day % WEEK != 2:
        return np.zeros(0, dtype=OUTREACH)
    over = (today.day - who.last_order_day) > planted.reminder_after * who.rhythm_days
    due = np.flatnonzero(
        over & (who.last_order_day < NEVER) & (who.known_day <= today.day) & (who.left_day > today.day)
        & (today.day - who.reminded_day > 120) & ~who.is_prospect
    )  # fmt: skip
    found = np.zeros(due.size, dtype=OUTREACH)
    number = found["number"] = who.number[due]
    found["at_s"] = (
        today.day * DAY + 9 * 3600 + (3600 * streams("reminder hour").uniform(number, today.day)).astype(np.int64)
    )
    found["is_held_out"] = streams("held out").chance(planted.reminder_held_out, number, today.day)
    # Would it work on them: drawn for those held out as well, who then are not brought back by it.
    found["works"] = streams("reminded").chance(planted.reminder_effect, number, today.day)
    brought = due[~found["is_held_out"] & found["works"] & (who.lost_day[due] == NEVER)]
    soon = today.day + 1 + (12 * streams("reminded after").uniform(who.number[brought], today.day)).astype(np.int64)
    who.next_order_day[brought] = np.minimum(who.next_order_day[brought], soon)
    who.reminded_day[due] = today.day
    return found


def win_backs_of(today: Day) -> Table:
    """Once a week: customers lost by a complaint a month ago are asked to come back, but for some held out."""
    planted, streams, who = today.planted, today.streams, today.customers
    if today.day % WEEK != 3:
        return np.zeros(0, dtype=OUTREACH)
    since = today.day - who.lost_day
    due = np.flatnonzero(
        (since >= WIN_BACK_AFTER_DAYS) & (since < WIN_BACK_AFTER_DAYS + WEEK) & (who.known_day <= today.day)
        & (who.left_day > today.day) & ~who.is_prospect
    )  # fmt: skip
    found = np.zeros(due.size, dtype=OUTREACH)
    number = found["number"] = who.number[due]
    found["kind"] = WIN_BACK
    found["at_s"] = (
        today.day * DAY + 10 * 3600 + (3600 * streams("win-back hour").uniform(number, today.day)).astype(np.int64)
    )
    found["is_held_out"] = streams("win-back held out").chance(planted.reminder_held_out, number, today.day)
    found["works"] = streams("won back").chance(planted.win_back_effect, number, today.day)
    back = due[~found["is_held_out"] & found["works"]]
    soon = today.day + 2 + (20 * streams("won back after").uniform(who.number[back], today.day)).astype(np.int64)
    who.next_order_day[back], who.lost_day[back] = soon, NEVER
    return found


def leaving_of(today: Day) -> Table:
    """Once a week: who leaves, at a rate by what ease they remember, and the reason they give."""
    planted, streams, who = today.planted, today.streams, today.customers
    if today.day % WEEK != 5:
        return np.zeros(0, dtype=LEAVING)
    everybody = np.arange(who.count)
    memory = who.remembered(everybody, today.day, planted.memory_days)
    rate = planted.leave_rate_year * WEEK / 365 * np.exp(planted.effort_leave * memory)
    rate = np.where(who.lost_day < NEVER, 3 * rate, rate)
    there = (who.since_day < today.day) & (who.left_day > today.day) & ~who.is_prospect
    goes = np.flatnonzero(there & (streams("leaving").uniform(who.number, today.day) < rate))
    found = np.zeros(goes.size, dtype=LEAVING)
    number = found["number"] = who.number[goes]
    found["at_s"] = today.day * DAY + 20 * 3600 + (3000 * streams("leaving hour").uniform(number)).astype(np.int64)
    found["memory"] = memory[goes]
    service = np.where(memory[goes] < 0, planted.leave_reason_service, 0.15)
    drawn = streams("reason").uniform(number)
    other = 1 + np.minimum((4 * (drawn - service) / (1 - service)).astype(np.int64), 3)
    found["reason"] = np.where(drawn < service, 0, other)
    who.left_day[goes] = today.day
    return found
