"""What reading one delivered file yields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb


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
