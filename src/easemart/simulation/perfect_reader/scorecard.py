"""Teams and agents: whether engagement leads satisfaction, and whether the fast are the good."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, Ledger, Tally
from easemart.simulation.world.company import EMPLOYEES_ASKED
from easemart.simulation.world.site import AGENTS_A_SITE, MONTH_DAYS

LAGS_MONTHS = range(7)
LEAST_CONTACTS = 30


def _within(pairs: pd.DataFrame) -> float | None:
    """The correlation of two columns within teams; None with too few or no variation."""
    centred = pairs[["engagement", "pleasant"]] - pairs.groupby("team")[["engagement", "pleasant"]].transform("mean")
    value = centred["engagement"].corr(centred["pleasant"]) if len(pairs) > 2 else np.nan
    return None if np.isnan(value) else float(value)


def count_whole(ledger: Ledger, tally: Tally) -> None:
    judged = "agent >= 0 and resolved >= 0 and vendor <> 3"
    agents = ledger.rows("agents", "agent, team, slowness", "true")
    one = ledger.rows(
        "contacts",
        "agent, count(*) as contacts, avg(talk + hold + wrap) as handle, avg(resolved) as resolved",
        f"{judged} and talk > 0 group by agent",
    ).merge(agents, on="agent")
    one = one[one["contacts"] >= LEAST_CONTACTS]
    # Within a queue: issues differ in how long they take and how well they are settled.
    one["queue"] = one["team"] // 100
    centred = one[["handle", "resolved"]] - one.groupby("queue")[["handle", "resolved"]].transform("mean")
    tally["agents_judged"] = len(one)
    if len(one) > 2:
        tally["agents_handle_against_resolving"] = float(np.nan_to_num(centred["handle"].corr(centred["resolved"])))
    teams = ledger.rows(
        "teams",
        # Asked on the first of a month, which may come a day or two before its turn in equal months.
        f"team, site, cast(round(at_s / {DAY} / {MONTH_DAYS}) as bigint) as month, engagement",
        f"at_s < {ledger.end}",
    )
    tally["staff_answers"] = len(teams) * EMPLOYEES_ASKED
    felt = ledger.rows(
        "contacts", f"agent, cast(floor(entered / {DAY} / {MONTH_DAYS}) as bigint) as month, pleasant",
        f"{judged} and pleasant > 0",
    )  # fmt: skip
    felt = felt.merge(agents[["agent", "team"]], on="agent")
    felt["site"] = felt["agent"] // AGENTS_A_SITE
    satisfied = felt.groupby(["site", "team", "month"], as_index=False)["pleasant"].mean()
    for lag in LAGS_MONTHS:
        later = teams.assign(month=teams["month"] + lag)
        value = _within(later.merge(satisfied, on=["site", "team", "month"]))
        if value is not None:
            tally[f"engagement_leads|{lag}"] = value
