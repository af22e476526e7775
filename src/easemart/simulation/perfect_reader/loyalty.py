"""Orders, leavers and reminders, as loyalty counts them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Ledger, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.inbox import START

HORIZONS_DAYS = (30, 90)
YEAR_DAYS = 365
# One purchase alone lapses after 180 days and is lost after a year.
LAPSE_RHYTHMS, RHYTHM_PRIOR, EARLIEST_LAPSE_DAYS = 2.5, 2, 30
USUAL_RHYTHM_DAYS, LOST_OVER_LAPSE = 180 / LAPSE_RHYTHMS, 365 / 180


def count(part: Part, tally: Tally) -> None:
    ledger, people, within = part.ledger, part.people, part.within
    orders = ledger.rows("orders", "*", f"delivered < {ledger.end} and not is_spoilt and {within}")
    returned = orders["returned"].between(0, ledger.end - 1)
    tally["orders"] += len(orders)
    tally["revenue_cents"] += orders["paid_cents"].sum() - orders["return_cents"][returned].sum()
    tally["margin_cents"] += (orders["paid_cents"] - orders["cost_cents"]).sum() - (
        orders["return_cents"] + orders["return_cost_cents"]
    )[returned].sum()
    leaving = ledger.rows("leaving", "*", f"at_s < {ledger.end} and {within}")
    listed = leaving["customer"].map(people.set_index("customer")["known_day"]) * DAY + 1 < ledger.end
    tally["left"] += len(leaving)
    tally["left_recorded"] += listed.sum()
    _count_stayed(part, leaving, tally)
    _count_index(ledger, leaving, within, tally)
    outreach = ledger.rows("outreach", "*", within)
    for kind in ("reminder", "win_back"):
        for is_held in (False, True):
            some = outreach[(outreach["kind"] == kind) & (outreach["is_held_out"] == is_held)]
            tally[f"{kind}s|{int(is_held)}"] += len(some)
            tally[f"{kind}s_that_would_work|{int(is_held)}"] += some["works"].sum()
    leavers = ledger.rows("leavers", "*", f"is_answering and at_s < {ledger.end} and {within}")
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
    for state, count in zip(*np.unique(states, return_counts=True), strict=True):
        tally[f"customers|{state}"] += count


def _count_stayed(part: Part, leaving: pd.DataFrame, tally: Tally) -> None:
    """Of the customers of the first day, those there a year later; nobody is counted in a world that is shorter."""
    if part.ledger.end < YEAR_DAYS * DAY:
        return
    there = part.ledger.rows("customers", "customer", f"since_day <= 0 and not is_prospect and {part.within}")[
        "customer"
    ]
    tally["there_at_first"] += len(there)
    tally["stayed_a_year"] += len(there) - there.isin(leaving[leaving["at_s"] < YEAR_DAYS * DAY]["customer"]).sum()


def _count_index(ledger: Ledger, leaving: pd.DataFrame, within: str, tally: Tally) -> None:
    """Who left within so many days strictly after the index: the customer's first need as it ended, easy or hard.

    Who was unhappy in the beginning and well served later has forgotten, and so leaving is looked at within a horizon,
    of those whom it had passed by the end.
    """
    legs = ledger.rows("contacts", "customer, need, ended, ease", f"ease > 0 and {within}").sort_values("ended")
    is_first = legs["need"] == legs.groupby("customer")["need"].transform("first")
    index = legs[is_first].drop_duplicates("customer", keep="last")
    left = index["customer"].map(leaving.drop_duplicates("customer").set_index("customer")["at_s"])
    for days in HORIZONS_DAYS:
        ripe = index["ended"] + days * DAY <= ledger.end
        gone = (left > index["ended"]) & (left <= index["ended"] + days * DAY)
        for name, band in (("easy", index["ease"] > EASY_ABOVE), ("hard", index["ease"] < EASY_ABOVE)):
            tally[f"index_{name}|{days}"] += (ripe & band).sum()
            tally[f"index_{name}_left|{days}"] += (ripe & band & gone).sum()
