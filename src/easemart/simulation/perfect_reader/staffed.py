"""Service levels by formula, rings, presence and the staff that Erlang C requires, from the truth's own tables.

Half hours are those of UTC, which the zones of all simulated queues share; the bank's months are those of its clock.
"""

from __future__ import annotations

import math
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import Ledger, Tally
from easemart.simulation.world.contacts import ASTERISK, BANK, PBX, TICKETS
from easemart.simulation.world.inbox import START
from easemart.simulation.world.staffing import QUEUES

INTERVAL_S = 1800
IN_TIME_S, SHORT_S, DONE_S = 20, 5, 45
STANDARD, BUSIEST = 0.8, 0.85
RINGS, RING_S = 2, 6
# Fewer contacts than this say nothing of a month.
THIN = 30
CALLED_BACK = 2
BANK_ZONE = ZoneInfo("Asia/Jerusalem")


def _offers(ledger: Ledger, queue: int) -> pd.DataFrame:
    """All that a queue offered to agents, calls back among it; `wait` and `handled` in seconds."""
    columns = "vendor, method, site, entered, queued, answered, ended, talk, hold, wrap, is_callback_asked"
    where = f"queue = {queue} and queued >= 0 and not is_spoilt and not is_mystery and vendor <> {TICKETS}"
    found = ledger.rows("contacts", columns, where)
    found["is_answered"] = found["answered"] >= 0
    found["wait"] = found["answered"].where(found["is_answered"], found["ended"]) - found["queued"]
    # The bank's log knows of no wrap-up, and nor does an Asterisk.
    after = found["wrap"].where(~found["vendor"].isin((BANK, ASTERISK)), 0)
    found["handled"] = (found["talk"] + found["hold"] + after).where(found["is_answered"], 0)
    return found


def _count_levels(offered: pd.DataFrame, tally: Tally) -> None:
    answered = offered["is_answered"]
    lost = offered[~answered & ~offered["is_callback_asked"]]
    in_time = int((answered & (offered["wait"] <= IN_TIME_S)).sum())
    lost_in_time, short = (int((lost["wait"] <= limit).sum()) for limit in (IN_TIME_S, SHORT_S))
    n, n_answered = len(offered), int(answered.sum())
    for formula, above, below in (
        ("answered_of_due", in_time, n - short),
        ("answered_of_answered", in_time, n_answered),
        ("met_of_offered", in_time + lost_in_time, n),
        ("answered_of_offered", in_time, n),
        ("answered_of_waiting", in_time, n - lost_in_time),
    ):
        tally[f"level|{formula}"] += above
        tally[f"level_of|{formula}"] += below
    rung = offered[offered["vendor"] == PBX]
    tally["rings_counted"] += len(rung)
    tally["answered_within_rings"] += (rung["is_answered"] & (1 + rung["wait"] // RING_S <= RINGS)).sum()
    tally["talk_known"] += n_answered
    tally["done_quickly"] += (answered & (offered["talk"] + offered["hold"] <= DONE_S)).sum()


def _months(moments: pd.Series, is_bank: bool) -> pd.Series:
    """Each moment's month as 100 times the year and the month, on the bank's clock where it is the bank's."""
    found = pd.Series(np.datetime64(START) + moments.to_numpy(dtype="int64").astype("timedelta64[s]"), moments.index)
    if is_bank:
        found = found.dt.tz_localize("UTC").dt.tz_convert(BANK_ZONE)
    months: pd.Series = 100 * found.dt.year + found.dt.month
    return months


@lru_cache(maxsize=100_000)
def agents_required(calls: int, handle_s: float) -> int:
    """The fewest agents by Erlang C, tried one after the other, with Erlang B by its recursion."""
    load = calls * handle_s / INTERVAL_S
    blocked, agents = 1.0, 0
    while True:
        agents += 1
        blocked = load * blocked / (agents + load * blocked)
        if agents <= load:
            continue
        waiting = agents * blocked / (agents - load * (1 - blocked))
        level = 1 - waiting * math.exp(-(agents - load) * IN_TIME_S / handle_s)
        if level >= STANDARD and load / agents <= BUSIEST:
            return agents


def _count_required(offered: pd.DataFrame, tally: Tally) -> None:
    """Of one system's queue: its sites are staffed apart, but for the bank's, which serves all."""
    is_bank = bool((offered["vendor"] == BANK).all())
    serves_all = bool(offered["vendor"].isin((BANK, ASTERISK)).all())
    rows = offered.assign(
        site=-1 if serves_all else offered["site"],
        half_hour=offered["queued"] // INTERVAL_S,
        month=_months(offered["entered"], is_bank),
    )
    answered = rows[rows["is_answered"]]
    monthly = answered.groupby(["site", "month"])["handled"].agg(["size", "mean"])
    handling = monthly[monthly["size"] >= THIN]["mean"].to_dict()
    ever = answered.groupby("site")["handled"].mean().to_dict()
    loads = rows.groupby(["site", "half_hour"]).size().rename("calls").reset_index()
    loads["month"] = _months(loads["half_hour"] * INTERVAL_S, is_bank)
    loads["handle"] = [
        handling.get(place, ever.get(place[0], 0.0)) for place in zip(loads["site"], loads["month"], strict=True)
    ]
    known = loads[loads["handle"] > 0]
    tally["half_hours_required"] += len(known)
    tally["agents_required"] += sum(
        agents_required(int(calls), float(handle))
        for calls, handle in zip(known["calls"], known["handle"], strict=True)
    )


def count_whole(ledger: Ledger, tally: Tally) -> None:
    # A queue at a time, so that memory is bounded.
    for queue in range(len(QUEUES)):
        offers = _offers(ledger, queue)
        tally["handled_seconds"] += offers["handled"].sum()
        offered = offers[offers["method"] != CALLED_BACK]
        if len(offered):
            _count_levels(offered, tally)
            # A queue is one system's, whatever others call theirs.
            for _, part in offered.groupby("vendor"):
                _count_required(part, tally)
    shifts = ledger.rows("shifts", "from_s, until_s", f"until_s < {ledger.end}")
    tally["present_seconds"] += (shifts["until_s"] - shifts["from_s"]).sum()
    attempts = ledger.rows(
        "contacts",
        "sum(busy_before) as attempts",
        f"(entered // {INTERVAL_S} + 1) * {INTERVAL_S} < {ledger.end}",
    )
    tally["busy_attempts"] += attempts["attempts"].fillna(0).sum()
