"""What customers did after the first experience that they judged, as loyalty counts it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Ledger, Tally
from easemart.simulation.perfect_reader.part import Part

HORIZONS_DAYS = (90, 180, 365)


def _crm_seen_until(ledger: Ledger) -> int:
    """The newest order or return that has come, in seconds of the world."""
    end = ledger.end
    ordered = ledger.rows("orders", "max(ordered) as m", f"delivered < {end} and not is_spoilt")["m"].iloc[0]
    returned = ledger.rows("orders", "max(returned) as m", f"returned between 0 and {end - 1} and not is_spoilt")
    return int(np.nan_to_num(max(ordered, np.nan_to_num(returned["m"].iloc[0]))))


def _judged(part: Part) -> pd.DataFrame:
    """The first effort answer of each customer whom a reader knows: when (`felt`), how easy, whose."""
    answers = part.ledger.rows(
        "responses", "customer, contact_id, ended as felt, effort, response",
        f"recorded < {part.ledger.end} and not is_spoilt and reached > 0 and {part.within}",
    )  # fmt: skip
    listed = part.people.set_index("customer")["known_day"] * DAY < part.ledger.end
    owners = part.legs.drop_duplicates("contact_id").set_index("contact_id")["owner"]
    is_listed = answers["customer"].map(listed).fillna(False).astype(bool)
    answers["owner"] = np.where(is_listed, answers["customer"] * 4, answers["contact_id"].map(owners))
    known = answers[answers["owner"].notna()].sort_values(["felt", "response"])
    return known.drop_duplicates("owner")


def count(part: Part, tally: Tally) -> None:
    ledger = part.ledger
    first = _judged(part)
    leaving = ledger.rows("leaving", "customer, at_s", f"at_s < {ledger.end} and {part.within}")
    left = first["customer"].map(leaving.drop_duplicates("customer").set_index("customer")["at_s"])
    first = first.assign(left=left)[~(left <= first["felt"])]
    orders = ledger.rows(
        "orders", "customer, ordered, paid_cents", f"delivered < {ledger.end} and not is_spoilt and {part.within}"
    ).merge(first[["customer", "felt"]], on="customer")
    seen_until = _crm_seen_until(ledger)
    bands = {"easy": first["effort"] > EASY_ABOVE, "hard": first["effort"] < EASY_ABOVE}
    for name, band in bands.items():
        tally[f"judged_{name}"] += band.sum()
        for days in HORIZONS_DAYS:
            until = first["felt"] + days * DAY
            ripe = band & (until <= seen_until)
            after = orders[(orders["ordered"] > orders["felt"]) & (orders["ordered"] <= orders["felt"] + days * DAY)]
            tally[f"judged_{name}|{days}"] += ripe.sum()
            tally[f"judged_{name}_left|{days}"] += (ripe & (first["left"] <= until)).sum()
            tally[f"judged_{name}_spent_cents|{days}"] += after["paid_cents"][
                after["customer"].isin(first["customer"][ripe])
            ].sum()
    _count_index(ledger, leaving, part.within, tally)


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
