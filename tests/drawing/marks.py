"""What a chart draws of its rows, rolled up as the page does it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from easemart.home import REPOSITORY

Row = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """A figure as drawn: its value, 95 % interval and n; None where nothing says it."""

    value: float | None
    low: float | None
    high: float | None
    n: float


def spec(section: str, chart: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((REPOSITORY / "page" / section / f"{chart}.yml").read_text("utf-8"))
    return document


def rows(marts: Path, section: str, chart: str) -> list[Row]:
    """What the chart's select yields of published marts."""
    return asked(marts, select_of(section, chart))


def select_of(section: str, chart: str) -> str:
    """The chart's own select, or that of the chart whose it draws."""
    name = spec(section, chart).get("sql", chart)
    return (REPOSITORY / "page" / section / f"{name}.sql").read_text("utf-8")


def charts_of(section: str) -> list[str]:
    return sorted(path.stem for path in (REPOSITORY / "page" / section).glob("*.yml") if path.stem != "section")


def asked(marts: Path, select: str) -> list[Row]:
    with duckdb.connect(str(marts), read_only=True) as connection:
        found = connection.execute(select)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def marks(marts: Path, section: str, chart: str, keys: tuple[str, ...], value: str = "value") -> dict[Any, Mark]:
    """The marks by the columns `keys`, sums over sums, each row of a chart being in one of them."""
    described = spec(section, chart)
    cells: dict[Any, list[Row]] = {}
    for row in rows(marts, section, chart):
        cells.setdefault(tuple(row[key] for key in keys), []).append(row)
    return {key: rolled_up(described, described[value], found) for key, found in cells.items()}


def rolled_up(described: dict[str, Any], measure: dict[str, Any], found: list[Row]) -> Mark:
    def total(column: str) -> float:
        return float(sum(row[column] or 0 for row in found))

    if "stored" in measure:
        assert len(found) == 1, "what is stored is never added up"
        return Mark(*(found[0][measure[part]] if part in measure else None for part in ("stored", "low", "high", "n")))
    if "sum" in measure:
        return Mark(total(measure["sum"]), None, None, len(found))
    if "share" in measure:
        yes, n = map(total, measure["share"])
        worth = total(described["worth"]) if "worth" in described else n
        return Mark(yes / n, *wilson(yes / n, worth), n) if n else Mark(None, None, None, 0)
    amount, n, squares = map(total, measure["mean"])
    worth = total(described["worth"]) if "worth" in described else n
    return Mark(amount / n, *student(amount, n, squares, worth), n) if n else Mark(None, None, None, 0)


def named(described: dict[str, Any]) -> set[str]:
    """The columns that a chart's YAML names."""
    columns = {described[key] for key in ("by", "x", "series", "worth", "size") if key in described}
    columns |= set(described.get("columns", ()))
    for key in ("value", "x_value", "y_value"):
        for column in described.get(key, {}).values():
            columns |= set(column) if isinstance(column, list) else {column}
    return columns


def told_apart(described: dict[str, Any], found: list[Row]) -> set[str]:
    """The columns that tell a chart's rows apart: what it draws, and what its section is filtered by."""
    drawn = {described[key] for key in ("by", "x", "series") if key in described}
    return drawn | ({"month_start", "channel", "queue", "tier"} & found[0].keys())


def same(drawn: Mark, stored: Sequence[float | None]) -> bool:
    """Whether a mark is the value and the interval that a mart has, to nine digits."""
    ends = zip((drawn.value, drawn.low, drawn.high), stored, strict=True)
    return all(one == (None if other is None else pytest.approx(other, rel=1e-9, abs=1e-9)) for one, other in ends)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval (1927)."""
    z = 1.959963984540054
    middle = share + z * z / (2 * n)
    width = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - width) / (1 + z * z / n), (middle + width) / (1 + z * z / n)


def student(amount: float, n: float, squares: float, worth: float) -> tuple[float | None, float | None]:
    """Student's 95 % interval of a mean whose n units are worth so many independent ones."""
    if n < 2 or worth < 2:
        return None, None
    left = squares - amount * amount / n
    width = t_quantile(worth - 1) * math.sqrt((left if left > 1e-12 * squares else 0) / (n - 1) / worth)
    return amount / n - width, amount / n + width


def t_quantile(df: float) -> float:
    """The 97.5 % quantile as the marts have it (macros/measures/t_quantile.sql)."""
    for limit, exact in ((2, 12.7062047), (3, 4.3026527), (4, 3.1824463), (5, 2.7764451)):
        if df < limit:
            return exact
    return 1.959963984540054 + 2.3722712 / df + 2.8225 / df**2 + 2.5558 / df**3 + 1.5895 / df**4
