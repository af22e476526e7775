"""What the modules of the perfect reader are given: some of a company's customers, and all that they did."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from easemart.simulation.perfect_reader.ledger import Ledger
from easemart.simulation.perfect_reader.legs import contact_rows
from easemart.simulation.world.contacts import INBOUND


@dataclass(frozen=True)
class Part:
    """Customers read together. `within` is the condition that picks them from any table of `ledger` (by customer).

    `people` are their records, `legs` their legs in order of nothing, with their `owner` (see legs.py). `watermark`
    is how far contacts and tickets have both come.
    """

    ledger: Ledger
    watermark: int
    within: str
    people: pd.DataFrame
    legs: pd.DataFrame

    @property
    def begun(self) -> pd.DataFrame:
        """The contacts that customers began, without mystery visits."""
        return self.legs[(self.legs["method"] == INBOUND) & ~self.legs["is_mystery"]]


def part_of(ledger: Ledger, watermark: int, first: int, count: int) -> Part:
    """The customers numbered `first` to `first + count - 1`."""
    within = f"customer between {first} and {first + count - 1}"
    people = ledger.rows("customers", "customer, known_day", within)
    return Part(ledger, watermark, within, people, contact_rows(ledger, people, within))
