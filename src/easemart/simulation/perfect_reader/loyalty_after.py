"""What customers did after the first experience that they judged, as loyalty counts it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Ledger, Tally
from easemart.simulation.perfect_reader.legs import BY_PORTAL, BY_RECORD
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.inbox import START

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
    _count_intentions(part, seen_until, tally)
    _count_won(part, tally)
    _count_offers(part, tally)


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


def _count_intentions(part: Part, seen_until: int, tally: Tally) -> None:
    """What the panel intends to buy, and who has ordered it by the day that many months later."""
    said = part.ledger.rows(
        "panel", "customer, at_s, intends, intends_within_months", f"at_s < {part.ledger.end} and {part.within}"
    )
    dates = pd.Series(np.datetime64(START) + said["at_s"].to_numpy("int64").astype("timedelta64[s]")).dt.normalize()
    said["until_day"] = [
        (date + pd.DateOffset(months=int(months)) - pd.Timestamp(START)).days
        for date, months in zip(dates, said["intends_within_months"], strict=True)
    ]
    ripe = said[said["until_day"] < seen_until // DAY].reset_index()
    orders = part.ledger.rows(
        "orders", "customer, ordered, product", f"delivered < {part.ledger.end} and not is_spoilt and {part.within}"
    )
    bought = ripe.merge(orders, on="customer")
    in_time = (bought["ordered"] > bought["at_s"]) & (bought["ordered"] // DAY <= bought["until_day"])
    as_said = bought[in_time & (bought["product"] == bought["intends"])]
    tally["intentions"] += len(said)
    tally["intentions_ripe"] += len(ripe)
    tally["intentions_realised"] += as_said["index"].nunique()


def _count_won(part: Part, tally: Tally) -> None:
    """Customers who came in a month of the world, and those whom no record lists by their first order."""
    ledger = part.ledger
    who = ledger.rows("customers", "customer, since_day, known_day, is_prospect", part.within)
    listed = who["known_day"] * DAY < ledger.end
    came = listed & ~who["is_prospect"] & (who["since_day"] >= 0)
    ordered = ledger.rows(
        "orders", "distinct customer", f"delivered < {ledger.end} and not is_spoilt and {part.within}"
    )
    tally["customers_won"] += came.sum() + ordered["customer"].isin(who["customer"][~listed]).sum()


def _count_offers(part: Part, tally: Tally) -> None:
    """Offers in contacts of customers without an open complaint, and what was ordered on them."""
    ledger, end = part.ledger, part.ledger.end
    listed = part.people.set_index("customer")["known_day"] * DAY < end

    def of_account(rows: pd.DataFrame) -> pd.Series:
        """The customer whom a reader takes an account for."""
        known = rows["customer"].map(listed).fillna(False).astype(bool)
        return rows["customer"] * 4 + np.where(known, BY_RECORD, BY_PORTAL)

    made = ledger.rows(
        "contacts", "contact_id, is_code_shown, is_taken, ended as over",
        f"is_offered and not is_spoilt and not is_mystery and {part.within}",
    ).merge(part.legs[["contact_id", "owner", "entered"]], on="contact_id")  # fmt: skip
    complaints = ledger.rows(
        "complaints", "customer, opened, solved", f"is_voiced and not is_spoilt and opened < {end} and {part.within}"
    )
    complaints["owner"] = of_account(complaints)
    beside = made.merge(complaints, on="owner")
    is_solved = (beside["solved"] >= 0) & (beside["solved"] < end) & (beside["solved"] <= beside["entered"])
    complaining = beside["contact_id"][(beside["opened"] <= beside["over"]) & ~is_solved]
    offers = made[~made["contact_id"].isin(complaining)]
    tally["offers"] += len(offers)
    tally["offers_taken"] += offers["is_taken"].sum()
    for name, some in (("shown", offers["is_code_shown"]), ("not_shown", ~offers["is_code_shown"].astype(bool))):
        tally[f"offers|{name}"] += some.sum()
        tally[f"offers_taken|{name}"] += (offers["is_taken"] & some).sum()
    orders = ledger.rows(
        "orders", "customer, offer_contact_id as contact_id, paid_cents, return_cents, returned",
        f"delivered < {end} and not is_spoilt and offer_contact_id is not null and {part.within}",
    )  # fmt: skip
    orders["owner"] = of_account(orders)
    on_offer = orders.merge(offers, on=["contact_id", "owner"])
    returned = on_offer["returned"].between(0, end - 1)
    tally["offers_revenue_cents"] += on_offer["paid_cents"].sum() - on_offer["return_cents"][returned].sum()
