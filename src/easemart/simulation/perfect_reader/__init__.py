"""What a perfect reader of a simulated company's feeds sees: our definitions, worked out from the truth's own tables.

The definitions are those of docs/definitions.md, written again here and in another way than the warehouse computes
them (sorted arrays instead of SQL), so that the two agreeing means something. Whoever is simulated knows none of this.

Each module counts one subject into a `Tally`, counts and sums by name:

- `count(part, tally)` is called for `CHUNK` customers at a time, so that memory is bounded whatever the company's
  size, and adds what it finds there;
- `count_whole(ledger, tally)` is called once, for what is no sum over customers (staff, queues' intervals, fits).

A module has either or both, and is found by being here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from pathlib import Path
from typing import Any

from easemart.simulation.perfect_reader.ledger import Ledger, Tally
from easemart.simulation.perfect_reader.part import part_of

CHUNK = 50_000


def _counting(name: str) -> list[Any]:
    """The functions of that name, in order of their modules' names."""
    modules = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
    return [getattr(module, name) for module in modules if hasattr(module, name)]


def read(inbox: Path, days: int) -> Tally:
    """All counts and sums, by name; `a|b` is the part of a that is b."""
    ledger = Ledger(inbox, days)
    tally: dict[str, Any] = defaultdict(float)
    watermark = ledger.watermark()
    for first in range(0, ledger.highest_customer() + 1, CHUNK):
        part = part_of(ledger, watermark, first, CHUNK)
        for count in _counting("count"):
            count(part, tally)
    for count in _counting("count_whole"):
        count(ledger, tally)
    return {name: float(value) for name, value in sorted(tally.items())}


__all__ = ["Ledger", "Tally", "read"]
