"""Who was asked and answered, what was said of touchpoints and wants, and who was unhappy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.contacts import INBOUND, TICKETS, TRANSFER
from easemart.simulation.world.inbox import START

# Touchpoints: the question's place in the survey, from 0; the code of who never used it.
TOUCHPOINTS = {"website": 8, "menu": 9, "delivery": 10}
NEVER_USED = 6
# Of the whole: the question's place, and below which answer it is an unhappy one.
UNHAPPY_BELOW = {"effort": (0, 4), "satisfaction": (1, 3), "recommendation": (2, 5), "matter": (4, 3)}
PERSON_AT, MIDDLE = 5, 3
ASKED_AFTER_S, ANSWERED_AFTER_S = 14 * DAY, 15 * DAY


def count(part: Part, tally: Tally) -> None:
    responses = part.ledger.rows(
        "responses", "*", f"recorded < {part.ledger.end} and not is_spoilt and {part.within}"
    ).sort_values(["ended", "response"])
    unhappy = pd.Series(False, index=responses.index)
    for name, (at, below) in UNHAPPY_BELOW.items():
        unhappy |= (responses["reached"] > at) & (responses[name] < below)
    for name, at in TOUCHPOINTS.items():
        said = (responses["reached"] > at) & (responses[name] != NEVER_USED)
        tally[f"touchpoint|{name}|n"] += said.sum()
        tally[f"touchpoint|{name}"] += responses.loc[said, name].sum()
        unhappy |= said & (responses[name] < MIDDLE)
    _count_unhappy(part, responses[unhappy], tally)
    _count_wants(part, responses, tally)
    _count_asked_of_complaints(part, tally)


def _known(part: Part) -> set[int]:
    """Customers whom the CRM lists by the end, or a ticket has as its user."""
    end = part.ledger.end
    users = part.ledger.rows("tickets", "customer", f"not is_spoilt and opened < {end} and {part.within}")
    return set(part.people["customer"][part.people["known_day"] * DAY < end]) | set(users["customer"])


def _count_unhappy(part: Part, unhappy: pd.DataFrame, tally: Tally) -> None:
    """Unhappy answers of known customers."""
    end = part.ledger.end
    tally["unhappy_answers"] += unhappy["customer"].isin(_known(part)).sum()
    panel = part.ledger.rows("panel", "customer, at_s, own", f"at_s < {end} and {part.within}")
    tally["unhappy_answers"] += (panel["own"] < MIDDLE).sum()


def _count_wants(part: Part, responses: pd.DataFrame, tally: Tally) -> None:
    """The person found pleasant, a customer and month counting once by the last answer; contacts not passed on."""
    rated = responses[responses["reached"] > PERSON_AT].sort_values("ended", kind="stable")
    month = pd.Series(np.datetime64(START) + rated["ended"].to_numpy(dtype="int64").astype("timedelta64[s]"))
    # Who is not known is somebody else each time.
    units = rated["customer"].astype(object).where(rated["customer"].isin(_known(part)), rated["contact_id"])
    last = rated.assign(month=month.dt.strftime("%Y-%m").to_numpy(), unit=units.to_numpy())
    last = last.drop_duplicates(["unit", "month"], keep="last")
    tally["courtesy_asked"] += len(last)
    tally["courtesy"] += (last["person"] > MIDDLE).sum()
    begun = part.begun[part.begun["vendor"] != TICKETS]
    answered = begun[begun["answered"] >= 0]
    passed_on = set(part.legs["initial_id"][part.legs["method"] == TRANSFER])
    tally["answered_first"] += len(answered)
    tally["not_passed_on"] += (~answered["contact_id"].isin(passed_on)).sum()
    visits = part.legs[part.legs["is_mystery"] & (part.legs["method"] == INBOUND)]
    tally["mystery_visits"] += len(visits)


def _count_asked_of_complaints(part: Part, tally: Tally) -> None:
    """Who complained is asked two weeks later; some answer the day after."""
    voiced = part.ledger.rows("complaints", "opened, is_answering", f"is_voiced and {part.within}")
    sent = voiced[voiced["opened"] + ASKED_AFTER_S < part.ledger.end]
    tally["asked_of_complaints"] += len(sent)
    tally["answered_of_complaints"] += (
        sent["is_answering"] & (sent["opened"] + ANSWERED_AFTER_S < part.ledger.end)
    ).sum()
