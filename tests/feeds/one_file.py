"""What reading one delivered file yields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from easemart.loading import TableLoad
from workbench import Bench


@dataclass
class Read:
    """Typed rows by table, what was refused (table, line, rule), lines that could not be read, notes."""

    con: duckdb.DuckDBPyConnection
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[tuple[str, int, str]] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def only(self, table: str) -> dict[str, Any]:
        """The one row of a table."""
        (row,) = self.rows[table]
        return row


ReadFile = Callable[..., Read]


def gated(bench: Bench, place: str, lines: Iterable[str | dict[str, Any]]) -> dict[str, tuple[int, int, int, int]]:
    """What became of a file's rows by table: read, accepted, refused, superseded."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    bench.put(place, "".join(f"{text}\n" for text in texts))
    found = {}
    for load in bench.load(place.split("/")[0]):
        assert isinstance(load, TableLoad), load
        assert load.read == load.accepted + load.refused + load.superseded
        found[load.table] = (load.read, load.accepted, load.refused, load.superseded)
    return found
