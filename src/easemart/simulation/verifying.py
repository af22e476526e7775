"""Worlds through the whole pipeline: what the marts said of each, and what was the truth."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from easemart import ingesting, marts
from easemart.simulation.declared import ADJUSTED, DISCOVERED, PARAMETERS, SAMPLED, Adjusted, Discovered, Sampled
from easemart.simulation.perfect_reader import Tally, read
from easemart.simulation.truth import planted_numbers, truth_tables
from easemart.simulation.world.company import Order, simulate
from easemart.simulation.world.parameters import parameters

FEEDS = ("crm", "telephony", "tickets", "surveys")
# Of something that was not there, or was not found.
NOTHING = ""
Confusion = dict[tuple[str, str], int]


@dataclass(frozen=True)
class World:
    """What one world said, by declared name.

    `tally` is the perfect reader's, with what was planted (`planted|NAME`) and one of `worlds`. `exact`: the marts'
    (numerator, denominator). `intervals`: value, lower and upper end. `adjusted`: the same, and then the raw figure's.
    `confusions`: how many things were of a kind and found as a kind, NOTHING where they were not there or not found.
    Of the last three, what is declared of its scenario.
    """

    seed: int
    tally: Tally
    exact: dict[str, tuple[float, float | None]]
    intervals: dict[str, tuple[float, ...]]
    adjusted: dict[str, tuple[float, ...]] = field(default_factory=dict)
    confusions: dict[str, Confusion] = field(default_factory=dict)
    scenario: str = "default"


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def confusion(found: list[tuple[Any, Any]], true: list[tuple[Any, Any]]) -> Confusion:
    """Counts of (true kind, kind found) over everything that is on one of the two sides."""
    kinds, sorted_as = dict(true), dict(found)
    counts = Counter((kinds.get(one, NOTHING), sorted_as.get(one, NOTHING)) for one in {**kinds, **sorted_as})
    return dict(counts)


def _discovered(one: Discovered, con: duckdb.DuckDBPyConnection, inbox: Path, order: Order) -> Confusion:
    with truth_tables(inbox, order) as truth:
        return confusion(con.execute(one.mart).fetchall(), truth.execute(one.truth).fetchall())


def _figures(con: duckdb.DuckDBPyConnection, select: str) -> tuple[float, ...] | None:
    """The row that the SQL gives; None where there is none or where a part of it is null."""
    row = con.execute(select).fetchone()
    return None if row is None or any(value is None for value in row) else tuple(map(float, row))


def _of_scenario(
    con: duckdb.DuckDBPyConnection, order: Order, declared: Iterable[Sampled | Adjusted]
) -> dict[str, tuple[float, ...]]:
    """What the marts say of each figure declared of the world's scenario, where they say anything."""
    of_it = [one for one in declared if one.scenario == order.scenario]
    return {one.name: found for one in of_it if (found := _figures(con, one.mart))}


def asked(marts_file: Path, inbox: Path, order: Order) -> World:
    """Puts every declared question to the published marts of an inbox, and to its truth."""
    with duckdb.connect(str(marts_file), read_only=True) as con:
        exact = {}
        for one in PARAMETERS:
            if one.kind == "E" and one.mart:
                above, below = con.execute(one.mart).fetchall()[0]
                exact[one.name] = (float(above or 0), None if below is None else float(below))
        intervals = _of_scenario(con, order, SAMPLED)
        adjusted = _of_scenario(con, order, ADJUSTED)
        confusions = {
            one.name: _discovered(one, con, inbox, order) for one in DISCOVERED if one.scenario == order.scenario
        }
    planted = planted_numbers(parameters(order.scenario, order.days))
    tally = read(inbox, order.days) | {f"planted|{name}": value for name, value in planted} | {"worlds": 1.0}
    return World(order.seed, tally, exact, intervals, adjusted, confusions, order.scenario)


def live_through(order: Order, folder: Path) -> World:
    """Makes one world in `folder`, loads it, builds its marts, and asks both sides."""
    inbox, home = folder / "inbox", folder / "home"
    simulate(inbox, order)
    with _environment(EASEMART_HOME=str(home), EASEMART_WAREHOUSE="duckdb"):
        for feed in FEEDS:
            for file in ingesting.land_new(feed, str(inbox)):
                ingesting.load_landed(file)
        marts.renew()
    return asked(home / "published" / "marts.duckdb", inbox, order)
