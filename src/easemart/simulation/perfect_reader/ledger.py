"""The truth's own tables of one inbox, and the counts that are kept of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from easemart.simulation.world.contacts import TICKETS
from easemart.simulation.world.inbox import START
from easemart.simulation.world.vendors.ledger import KINDS

DAY = 86_400
EASY_ABOVE = 4

Tally = dict[str, float]
_COLUMNS = {kind.name: [column.split()[0] for column in kind.columns.split(",")] for kind in KINDS}


class Ledger:
    """The truth's tables of one inbox."""

    def __init__(self, inbox: Path, days: int) -> None:
        self._truth = inbox / "truth"
        self.end = days * DAY
        self._con = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})

    def rows(self, name: str, columns: str, where: str) -> pd.DataFrame:
        """Columns of a table where a condition holds; without rows where nothing was written."""
        if not any(self._truth.glob(f"{name}_*.parquet")):
            asked = _COLUMNS[name] if columns == "*" else columns.split(",")
            return pd.DataFrame(columns=[column.split(" as ")[-1].strip() for column in asked], dtype=float)
        found = self._con.execute(f"select {columns} from '{self._truth}/{name}_*.parquet' where {where}")
        return found.df()

    def highest_customer(self) -> int:
        return int(self.rows("customers", "max(customer) as n", "true")["n"].iloc[0])

    def watermark(self) -> int:
        """How far the contacts and the tickets have both come, in seconds of the world."""
        spoken = self.rows("contacts", "max(entered) as m", f"not is_spoilt and vendor <> {TICKETS}")["m"].iloc[0]
        moments = ("opened", "answered", "pending_from", "pending_until", "noted", "solved", "reopened",
                   "second_solved", "closed")  # fmt: skip
        newest = ", ".join(f"max({name}) filter (where {name} < {self.end}) as {name}" for name in moments)
        written = self.rows("tickets", newest, "true").max(axis=1).iloc[0]
        complaints = self.rows(
            "complaints",
            ", ".join(f"max({n}) filter (where {n} < {self.end}) as {n}" for n in ("opened", "answered", "solved")),
            "is_voiced",
        )
        tickets = np.nanmax([written, *(complaints.max(axis=1).tolist() if len(complaints) else [])])
        return int(min(spoken, tickets))


def count_monthly(moments: pd.Series, name: str, tally: Tally) -> None:
    """Counts moments (seconds of the world) by month, as `name|YYYY-MM`."""
    months = pd.Series(np.datetime64(START) + moments.to_numpy(dtype="int64").astype("timedelta64[s]")).dt.strftime(
        "%Y-%m"
    )
    for month, count in months.value_counts().items():
        tally[f"{name}|{month}"] += count
