"""Rows of seeds that the page shows: the published figures, and when a sample is thin."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from easemart.building import PROJECT


@dataclass(frozen=True)
class Fact:
    """A published figure; `comparable_with` begins with the table that holds its like, or is empty."""

    fact: str
    figure_low: float | None
    figure_high: float | None
    unit: str
    kind: str
    population: str
    comparable_with: str


def _rows(seed: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def facts() -> dict[str, Fact]:
    """The published figures by id."""

    def fact(row: dict[str, str]) -> Fact:
        given: dict[str, Any] = {key: value for key, value in row.items() if key not in ("id", "fact_id")}
        figures = {key: float(row[key]) if row[key] else None for key in ("figure_low", "figure_high")}
        return Fact(**(given | figures))

    return {row["id"]: fact(row) for row in _rows("published_benchmarks")}


def thin() -> int:
    """A figure on fewer units than this is shown as thin."""
    (row,) = [row for row in _rows("windows") if row["name"] == "thin" and row["queue"] == "*"]
    return int(row["value"])
