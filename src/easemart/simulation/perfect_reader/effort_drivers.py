"""What each behaviour costs in ease: least squares on everybody who was asked, answering or not, and on what is true.

The sums of a regression of partialled-out regressors (Frisch and Waugh 1933), so that those of several worlds add up:
`cost|<behaviour>` over `amount|<behaviour>` is its coefficient, in points of 100.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.effort import chains_of
from easemart.simulation.perfect_reader.ledger import Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.contacts import TRANSFER

TAKEN = ("further_contact", "transfer", "channel_switch", "wait_minute")
# Ease runs from 1 to 7.
POINTS = 100 / 6


def _taken(part: Part) -> pd.DataFrame:
    """By contact (of known customers): what its need had taken when it was over."""
    legs = part.legs
    wait = np.where(legs["answered"] >= 0, legs["answered"], legs["ended"]) - legs["queued"]
    legs = legs.assign(wait_minute=np.where(legs["queued"] >= 0, wait, 0) / 60)
    later = legs[legs["method"] == TRANSFER].groupby("initial_id")
    contacts = chains_of(legs[legs["contact_id"].isin(set(part.begun["contact_id"]))])
    moved = contacts["channel"] != contacts.groupby("need_seen")["channel"].shift()
    own = pd.DataFrame({
        "further_contact": 1.0,
        "transfer": contacts["contact_id"].map(later.size()).fillna(0),
        "channel_switch": moved.astype(float),
        "wait_minute": contacts["wait_minute"] + contacts["contact_id"].map(later["wait_minute"].sum()).fillna(0),
    })  # fmt: skip
    so_far = own.groupby(contacts["need_seen"]).cumsum()
    # The first contact is none more, and entered a channel without changing it.
    so_far[["further_contact", "channel_switch"]] -= 1
    return so_far.set_axis(contacts["contact_id"], axis=0)


def count(part: Part, tally: Tally) -> None:
    asked = part.legs[part.legs["is_asked"] & (part.legs["ease"] > 0)]
    taken = _taken(part).reindex(asked["initial_id"])
    is_known = taken["transfer"].notna().to_numpy()
    amounts, asked = taken[is_known].to_numpy(), asked[is_known]
    if len(asked) <= len(TAKEN) + 2:
        return
    ease = POINTS * asked["ease"].to_numpy(float)
    fixed = np.column_stack([np.ones(len(asked)), asked["resolved"].to_numpy() == 0])
    for at, name in enumerate(TAKEN):
        others = np.column_stack([fixed, np.delete(amounts, at, axis=1)])
        own = amounts[:, at] - others @ np.linalg.lstsq(others, amounts[:, at], rcond=None)[0]
        tally[f"cost|{name}"] += float(own @ ease)
        tally[f"amount|{name}"] += float(own @ own)
