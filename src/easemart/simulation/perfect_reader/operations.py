"""Contacts and what queues did with them, as operations counts them."""

from __future__ import annotations

import numpy as np

from easemart.simulation.perfect_reader.ledger import Tally, count_monthly
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.contacts import VENDORS
from easemart.simulation.world.staffing import QUEUES

SHORT_ABANDON_S = 5


def count(part: Part, tally: Tally) -> None:
    legs, begun = part.legs, part.begun
    tally["contacts"] += len(legs)
    for vendor in legs["vendor"].unique():
        tally[f"contacts|{VENDORS[int(vendor)]}"] += (legs["vendor"] == vendor).sum()
    tally["identified"] += legs["owner"].notna().sum()
    count_monthly(begun["entered"], "demand", tally)
    count_monthly(begun["entered"][begun["owner"].notna()], "demand_identified", tally)
    offered = legs[(legs["queued"] >= 0) & (legs["method"] != 2) & ~legs["is_mystery"]]
    answered = offered["answered"] >= 0
    abandoned = ~answered & ~offered["is_callback_asked"]
    wait = np.where(answered, offered["answered"], offered["ended"]) - offered["queued"]
    tally["offered"] += len(offered)
    count_monthly(offered["queued"], "offered", tally)
    count_monthly(offered["queued"][abandoned], "abandoned", tally)
    # Who hangs up at once was not waiting.
    is_short = abandoned & (wait <= SHORT_ABANDON_S)
    count_monthly(offered["queued"][~is_short], "due", tally)
    count_monthly(offered["queued"][abandoned & ~is_short], "lost", tally)
    tally["answered"] += answered.sum()
    tally["abandoned"] += abandoned.sum()
    tally["wait_of_answered"] += wait[answered].sum()
    offered = offered.assign(is_answered=answered, is_abandoned=abandoned, wait=wait)
    for queue, name in enumerate(QUEUES):
        line = offered[offered["queue"] == queue]
        tally[f"offered|{name}"] += len(line)
        tally[f"answered|{name}"] += line["is_answered"].sum()
        tally[f"abandoned|{name}"] += line["is_abandoned"].sum()
        tally[f"wait|{name}"] += line["wait"][line["is_answered"]].sum()
