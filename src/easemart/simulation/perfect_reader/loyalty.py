"""Orders, leavers and reminders, as loyalty counts them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Ledger, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.inbox import START

STAYS = (("two months", 60), ("a year", 365))
ANSWER_DAYS = 30
REMINDER_RHYTHMS, REMINDER_PAUSE_DAYS = 1.5, 60
CASE_DAYS = 30
# One purchase alone lapses after 180 days and is lost after a year.
LAPSE_RHYTHMS, RHYTHM_PRIOR, EARLIEST_LAPSE_DAYS = 2.5, 2, 30
USUAL_RHYTHM_DAYS, LOST_OVER_LAPSE = 180 / LAPSE_RHYTHMS, 365 / 180
# Leavers say why three days later.
ANSWERED_AFTER_S = 3 * DAY


def count(part: Part, tally: Tally) -> None:
    ledger, people, within = part.ledger, part.people, part.within
    orders = ledger.rows("orders", "*", f"delivered < {ledger.end} and not is_spoilt and {within}")
    returned = orders["returned"].between(0, ledger.end - 1)
    tally["orders"] += len(orders)
    tally["revenue_cents"] += orders["paid_cents"].sum() - orders["return_cents"][returned].sum()
    tally["margin_cents"] += (orders["paid_cents"] - orders["cost_cents"]).sum() - (
        orders["return_cents"] + orders["return_cost_cents"]
    )[returned].sum()
    tally["return_cost_cents"] += orders["return_cost_cents"][returned].sum()
    leaving = ledger.rows("leaving", "*", f"at_s < {ledger.end} and {within}")
    listed = leaving["customer"].map(people.set_index("customer")["known_day"]) * DAY + 1 < ledger.end
    tally["left"] += len(leaving)
    tally["left_recorded"] += listed.sum()
    _count_stayed(part, leaving, tally)
    _count_outreach(ledger, orders, within, tally)
    leavers = ledger.rows("leavers", "*", f"is_answering and at_s + {ANSWERED_AFTER_S} < {ledger.end} and {within}")
    tally["leavers_answering"] += len(leavers)
    tally["leavers_for_service"] += (leavers["said"] == 0).sum()


def count_whole(ledger: Ledger, tally: Tally) -> None:
    orders = ledger.rows("orders", "*", f"delivered < {ledger.end} and not is_spoilt")
    newest = (np.datetime64(START) + np.timedelta64(ledger.end - 1, "s")).astype("M8[M]")
    _count_best(orders, newest, ledger, tally)
    _count_states(orders, newest, ledger, tally)


def _count_best(orders: pd.DataFrame, newest: np.datetime64, ledger: Ledger, tally: Tally) -> None:
    """What the best fifth of a year's customers brought, a customer on the line in part: by what is left of orders."""
    month = (np.datetime64(START) + orders["ordered"].to_numpy("int64").astype("timedelta64[s]")).astype("M8[M]")
    orders = orders[month > newest - 12]
    returned = orders["returned"].between(0, ledger.end - 1)
    left = orders["paid_cents"] - orders["cost_cents"]
    left = left - (orders["return_cents"] + orders["return_cost_cents"]).where(returned, 0)
    profit = np.sort(left.groupby(orders["customer"]).sum().to_numpy("int64"))[::-1]
    whole, part = divmod(len(profit), 5)
    tally["profit_of_a_fifth"] += round(profit[:whole].sum() + (part * profit[whole] / 5 if part else 0))
    tally["profit"] += profit.sum()


def paced(orders: pd.DataFrame) -> pd.DataFrame:
    """Days on which customers bought, with the limit of their rhythm as known then: `customer`, `day`, `limit`, ...

    `lost` is the limit after which a customer is lost, `is_after_lapse` whether the limit before had passed; the days
    count from the world's first.
    """
    found = pd.DataFrame({"customer": orders["customer"], "day": orders["ordered"] // DAY}).drop_duplicates()
    found = found.sort_values(["customer", "day"]).astype("int64")
    days = found.groupby("customer")["day"]
    gaps = days.cumcount()
    rhythm = (found["day"] - days.transform("first") + RHYTHM_PRIOR * USUAL_RHYTHM_DAYS) / (gaps + RHYTHM_PRIOR)
    exact = np.maximum(LAPSE_RHYTHMS * rhythm, EARLIEST_LAPSE_DAYS)
    found["rhythm"] = rhythm
    found["limit"] = np.floor(exact + 1e-6)
    found["lost"] = np.floor(exact * LOST_OVER_LAPSE + 1e-6)
    found["is_after_lapse"] = days.diff() > found.groupby("customer")["limit"].shift()
    return found


def _count_states(orders: pd.DataFrame, newest: np.datetime64, ledger: Ledger, tally: Tally) -> None:
    """Who is active, lapsed, lost, won back at the end of the newest month; who never ordered is nothing."""
    last = paced(orders).groupby("customer").tail(1).set_index("customer")
    end_day = int(((newest + 1).astype("M8[D]") - np.datetime64(START, "D")).astype(int)) - 1
    known_day = ledger.rows("customers", "customer, known_day", "true").set_index("customer")["known_day"]
    left = ledger.rows("leaving", "customer, at_s", f"at_s < {ledger.end}").drop_duplicates("customer")
    listed = left["customer"].map(known_day) * DAY + 1 < ledger.end
    left_day = (left[listed].set_index("customer")["at_s"] // DAY).reindex(last.index)
    pause = end_day - last["day"]
    states = np.select(
        [left_day >= last["day"], pause > last["lost"], pause > last["limit"], last["is_after_lapse"]],
        ["lost", "lost", "lapsed", "won_back"], "active",
    )  # fmt: skip
    _count_due(last, left_day, orders, ledger, tally)
    for state, count in zip(*np.unique(states, return_counts=True), strict=True):
        tally[f"customers|{state}"] += count


def _count_due(last: pd.DataFrame, left_day: pd.Series, orders: pd.DataFrame, ledger: Ledger, tally: Tally) -> None:
    """Who is to be reminded when the newest order or return came: not who complains, nor who was just reached."""
    returned = orders["returned"]
    now = int(max(orders["ordered"].max(), returned[returned < ledger.end].max()))
    pause = now // DAY - last["day"]
    due = (pause > REMINDER_RHYTHMS * last["rhythm"]) & (pause <= last["lost"]) & ~(left_day >= last["day"])
    voiced = ledger.rows("complaints", "*", f"is_voiced and not is_spoilt and opened <= {now}")
    voiced = voiced.sort_values(["customer", "opened", "ticket"])
    gap = voiced["opened"] - voiced["opened"].shift()
    is_case = voiced["customer"].ne(voiced["customer"].shift()) | (gap > CASE_DAYS * DAY)
    open_cases = voiced[is_case & ~voiced["solved"].between(0, now)]
    lately = ledger.rows("outreach", "*", f"at_s between {now - REMINDER_PAUSE_DAYS * DAY + 1} and {ledger.end - 1}")
    due &= ~last.index.isin(open_cases["customer"]) & ~last.index.isin(lately["customer"])
    tally["reminders_due"] += due.sum()


def _count_outreach(ledger: Ledger, orders: pd.DataFrame, within: str, tally: Tally) -> None:
    """Reminders and win-backs, how many would work on whom, and how many orders they brought.

    Whether it would work on somebody is drawn for those held out too, and apart from whatever else they do. So what it
    brought is, among those reached on whom it works, how many more ordered in the time after than among those on whom
    it does not work or who were held out.
    """
    outreach = ledger.rows("outreach", "*", within)
    times = orders.groupby("customer")["ordered"].agg(list).to_dict()
    for kind in ("reminder", "win_back"):
        some = outreach[outreach["kind"] == kind]
        for is_held in (False, True):
            arm = some[some["is_held_out"] == is_held]
            tally[f"{kind}s|{int(is_held)}"] += len(arm)
            tally[f"{kind}s_that_would_work|{int(is_held)}"] += arm["works"].sum()
        ripe = some[some["at_s"] + ANSWER_DAYS * DAY <= ledger.end]
        ordered = np.array([
            any(at < one <= at + ANSWER_DAYS * DAY for one in times.get(customer, ()))
            for customer, at in zip(ripe["customer"], ripe["at_s"], strict=True)
        ], dtype=float)  # fmt: skip
        worked = (ripe["works"].astype(bool) & ~ripe["is_held_out"].astype(bool)).to_numpy()
        if worked.any() and not worked.all():
            tally[f"{kind}s_brought"] += (ordered[worked] - ordered[~worked].mean()).sum()
            tally[f"{kind}s_reached"] += (~ripe["is_held_out"].astype(bool)).sum()


def _count_stayed(part: Part, leaving: pd.DataFrame, tally: Tally) -> None:
    """Of the customers of the first day, those there so many days later; none in a world that is shorter."""
    there = part.ledger.rows("customers", "customer", f"since_day < 0 and not is_prospect and {part.within}")[
        "customer"
    ]
    for name, days in STAYS:
        if part.ledger.end >= days * DAY:
            tally[f"there_at_first|{name}"] += len(there)
            left = leaving[leaving["at_s"] < days * DAY]["customer"]
            tally[f"stayed|{name}"] += len(there) - there.isin(left).sum()
