"""Orders, leavers and reminders, as loyalty counts them."""

from __future__ import annotations

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Tally
from easemart.simulation.perfect_reader.part import Part


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
    leaving = ledger.rows("leaving", "*", f"at_s < {ledger.end} and {within}")
    listed = leaving["customer"].map(people.set_index("customer")["known_day"]) * DAY + 1 < ledger.end
    tally["left"] += len(leaving)
    tally["left_recorded"] += listed.sum()
    first = ledger.rows(
        "contacts",
        "customer, arg_min(ease, entered) as ease",
        f"ease > 0 and entered < {ledger.end // 2} and {within} group by 1",
    )
    gone = first["customer"].isin(set(leaving["customer"][leaving["at_s"] >= ledger.end // 2]))
    for name, band in (("easy", first["ease"] > EASY_ABOVE), ("hard", first["ease"] < EASY_ABOVE)):
        tally[f"index_{name}"] += band.sum()
        tally[f"index_{name}_left"] += (band & gone).sum()
    outreach = ledger.rows("outreach", "*", within)
    for is_held in (False, True):
        some = outreach[outreach["is_held_out"] == is_held]
        tally[f"reminders|{int(is_held)}"] += len(some)
        tally[f"reminders_that_would_work|{int(is_held)}"] += some["works"].sum()
