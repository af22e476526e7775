"""Orders, leavers and reminders, as loyalty counts them."""

from __future__ import annotations

import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Tally
from easemart.simulation.perfect_reader.part import Part

YEAR_DAYS = 365
# Leavers say why three days later.
ANSWERED_AFTER_S = 3 * DAY


def count(part: Part, tally: Tally) -> None:
    ledger, people, within = part.ledger, part.people, part.within
    orders = ledger.rows("orders", "*", f"delivered < {ledger.end} and not is_spoilt and {within}")
    returned = orders["returned"].between(0, ledger.end - 1)
    tally["orders"] += len(orders)
    profit = (
        (orders["paid_cents"] - orders["cost_cents"]).groupby(orders["customer"]).sum().sort_values(ascending=False)
    )
    tally["profit_of_a_fifth"] += profit.iloc[: round(len(profit) / 5)].sum()
    tally["profit"] += profit.sum()
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
    outreach = ledger.rows("outreach", "*", within)
    for kind in ("reminder", "win_back"):
        for is_held in (False, True):
            some = outreach[(outreach["kind"] == kind) & (outreach["is_held_out"] == is_held)]
            tally[f"{kind}s|{int(is_held)}"] += len(some)
            tally[f"{kind}s_that_would_work|{int(is_held)}"] += some["works"].sum()
    leavers = ledger.rows("leavers", "*", f"is_answering and at_s + {ANSWERED_AFTER_S} < {ledger.end} and {within}")
    tally["leavers_answering"] += len(leavers)
    tally["leavers_for_service"] += (leavers["said"] == 0).sum()


def _count_stayed(part: Part, leaving: pd.DataFrame, tally: Tally) -> None:
    """Of the customers of the first day, those there a year later; nobody is counted in a world that is shorter."""
    if part.ledger.end < YEAR_DAYS * DAY:
        return
    there = part.ledger.rows("customers", "customer", f"since_day <= 0 and not is_prospect and {part.within}")[
        "customer"
    ]
    tally["there_at_first"] += len(there)
    tally["stayed_a_year"] += len(there) - there.isin(leaving[leaving["at_s"] < YEAR_DAYS * DAY]["customer"]).sum()
