"""Complaints, what was done about them and what came of it, as recovery counts them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.complaints import SEVERITIES
from easemart.simulation.world.inbox import START
from easemart.simulation.world.parameters import COMPLAINERS

COMPLAINT_CASE_S = 30 * DAY
SETTLED_BY_S, COME_BACK_S, FAST_S = 30 * DAY, 120 * DAY, 2 * DAY
ACTIONS = ("owned", "apologised", "compensated")
FIRST_RESPONSE_S = 8 * 3600


# The complaints desk is open from 8 to 20, every day but the first.
DESK_OPENS_S, DESK_OPEN_S = 8 * 3600, 12 * 3600
# New Year; Easter from Good Friday to Monday.
CLOSED_DAYS = (0, 88, 89, 90, 91)
# After the first answer, as they are recorded.
REFUSED_AFTER_S, COMPENSATED_AFTER_S = (600, 1200, 1700), 1760


def _desk_seconds(moment: pd.Series) -> pd.Series:
    """Seconds for which the desk had been open by a moment of the world."""
    day = moment // DAY
    today = (moment % DAY - DESK_OPENS_S).clip(0, DESK_OPEN_S).where(~day.isin(CLOSED_DAYS), 0)
    closed_before = pd.concat([day > closed for closed in CLOSED_DAYS], axis=1).sum(axis=1)
    return (day - closed_before) * DESK_OPEN_S + today


def count(part: Part, tally: Tally) -> None:
    ledger = part.ledger
    one = ledger.rows("complaints", "*", f"opened < {ledger.end} and {part.within}").sort_values(
        ["customer", "opened", "ticket"]
    )
    tally["bad_experiences"] += len(one)
    voiced = one[one["is_voiced"] & ~one["is_spoilt"]]
    tally["complaint_tickets"] += len(voiced)
    tally["voiced_all"] += one["is_voiced"].sum()
    gap = voiced["opened"] - voiced["opened"].shift()
    is_case = voiced["customer"].ne(voiced["customer"].shift()) | (gap > COMPLAINT_CASE_S)
    tally["complaint_cases"] += is_case.sum()
    month = pd.Series(np.datetime64(START) + voiced["opened"].to_numpy(dtype="int64").astype("timedelta64[s]"))
    months = voiced[["customer"]].assign(month=month.dt.strftime("%Y-%m").to_numpy())[is_case]
    tally["complaining_customers"] += len(months.drop_duplicates())
    first = voiced[is_case & (voiced["answered"] < ledger.end)]
    tally["cases_answered"] += len(first)
    tally["cases_response_seconds"] += (first["answered"] - first["opened"]).sum()
    tally["cases_answered_in_8_hours"] += (first["answered"] - first["opened"] <= FIRST_RESPONSE_S).sum()
    tally["cases_response_desk_seconds"] += (_desk_seconds(first["answered"]) - _desk_seconds(first["opened"])).sum()
    settled_first = voiced[is_case & (voiced["solved"] >= 0) & (voiced["solved"] < ledger.end)]
    tally["cases_settled"] += len(settled_first)
    tally["cases_settling_desk_seconds"] += (
        _desk_seconds(settled_first["solved"]) - _desk_seconds(settled_first["opened"])
    ).sum()
    # Done on whichever ticket of the case.
    owned = voiced["is_owned"] & (voiced["answered"] + 20 < ledger.end)
    tally["cases_owned"] += is_case.cumsum()[owned].nunique()
    for refusals, after in enumerate(REFUSED_AFTER_S):
        tally["cases_refusals"] += ((voiced["refusals"] > refusals) & (voiced["answered"] + after < ledger.end)).sum()
    paid = voiced["is_compensated"] & (voiced["answered"] + COMPENSATED_AFTER_S < ledger.end)
    tally["compensation"] += voiced.loc[paid, "compensation"].sum()
    made = voiced[(voiced["promised"] >= 0) & (voiced["promised"] < ledger.end)]
    kept = made[(made["kept"] >= 0) & (made["kept"] < ledger.end)]
    tally["promises_made"] += len(made)
    tally["promises_kept"] += len(kept)
    tally["promises_kept_in_time"] += (kept["kept"] <= kept["due"]).sum()
    for kind in range(len(COMPLAINERS)):
        tally[f"bad_experiences|{kind}"] += (one["type"] == kind).sum()
        tally[f"voiced|{kind}"] += (one["is_voiced"] & (one["type"] == kind)).sum()
    for severity in range(len(SEVERITIES)):
        for name in ACTIONS:
            for given in (False, True):
                cell = voiced[(voiced["severity"] == severity) & (voiced[f"is_{name}"] == given)]
                tally[f"recovery|{name}|{severity}|{int(given)}|n"] += len(cell)
                tally[f"recovery|{name}|{severity}|{int(given)}|returning"] += cell["returns"].sum()
    _count_returning(part, voiced[is_case], tally)


def _count_returning(part: Part, cases: pd.DataFrame, tally: Tally) -> None:
    """Who orders again and who would, by how the case was settled; what actions do to it, by the world's mechanism.

    Of cases that had their time by the end: to be settled, to come back.
    """
    end = part.ledger.end
    orders = part.ledger.rows("orders", "customer, ordered", f"delivered < {end} and not is_spoilt and {part.within}")
    beside = cases[["ticket", "customer", "opened"]].merge(orders, on="customer")
    after = beside["ordered"] - beside["opened"]
    had_ordered = cases["ticket"].isin(set(beside["ticket"][after <= 0]))
    came_back = had_ordered & cases["ticket"].isin(set(beside["ticket"][(after > 0) & (after <= COME_BACK_S)]))
    tally["cases_of_buyers"] += had_ordered.sum()
    tally["cases_come_back"] += came_back.sum()
    taken = (cases["solved"] - cases["opened"]).where(cases["solved"] >= 0)
    fast = taken <= FAST_S
    unresolved = ~(taken <= SETTLED_BY_S)
    has_arm, is_ripe = cases["opened"] <= end - SETTLED_BY_S, cases["opened"] <= end - COME_BACK_S
    for name, arm in (("unresolved", unresolved), ("resolved", ~unresolved & ~fast), ("fast", fast)):
        tally[f"cases|{name}"] += (arm & has_arm).sum()
        tally[f"willing|{name}"] += (arm & has_arm & cases["is_willing"]).sum()
        tally[f"cases_of_buyers|{name}"] += (arm & is_ripe & had_ordered).sum()
        tally[f"come_back|{name}"] += (arm & is_ripe & came_back).sum()
    compared = cases[is_ripe & had_ordered]
    tally["cases_compared"] += len(compared)
    for name in ACTIONS:
        tally[f"gain|{name}"] += (compared[f"gain_{name}"] * compared["was_buying"]).sum()
